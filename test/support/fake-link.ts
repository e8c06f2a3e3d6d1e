import type { Link } from "../../harness/lab/link.ts";

/** A line to a process that a test plays: `say` answers, `kill` ends it, `sent` is what it was told. */
export interface FakeLink<Command extends object, Answer extends { type: string }>
  extends Link<Command, Answer> {
  sent: Command[];
  listeners: Set<(answer: Answer) => void>;
  say(...answers: Answer[]): void;
  kill(reason: Error): void;
}

/** A link without a process; `respond` may answer each command as it comes. */
export function fakeLink<Command extends object, Answer extends { type: string }>(
  respond: (command: Command) => readonly Answer[] = () => [],
): FakeLink<Command, Answer> {
  const sent: Command[] = [];
  const listeners = new Set<(answer: Answer) => void>();
  const { promise: ended, reject: kill } = Promise.withResolvers<never>();
  ended.catch(() => undefined); // nobody may be waiting
  const say = (...answers: Answer[]) => {
    for (const answer of answers) for (const listener of [...listeners]) listener(answer);
  };
  const onAnswer = (listener: (answer: Answer) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    sent,
    listeners,
    say,
    kill,
    ended,
    onAnswer,
    close: () => undefined,
    send(command) {
      sent.push(command);
      say(...respond(command));
    },
    answer: <Type extends Answer["type"]>(
      type: Type,
      matches: (answer: Extract<Answer, { type: Type }>) => boolean = () => true,
    ) => {
      const { promise, resolve } = Promise.withResolvers<Extract<Answer, { type: Type }>>();
      const stop = onAnswer((answer) => {
        const typed = answer as Extract<Answer, { type: Type }>;
        if (answer.type !== type || !matches(typed)) return;
        stop();
        resolve(typed);
      });
      ended.catch(stop);
      return Promise.race([promise, ended]);
    },
  };
}
