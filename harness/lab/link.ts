import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import type Docker from "dockerode";
import { BenchError } from "../model/error.ts";

/**
 * The line protocol to a process in a container, over its attached standard input and output. Attach before the
 * container starts, or its first lines are lost.
 */
export interface Link<Command extends object, Answer extends { type: string }> {
  send(command: Command): void;
  /** Calls back for every answer until the returned function is called. */
  onAnswer(listener: (answer: Answer) => void): () => void;
  /** Resolves with the first answer that `matches`; rejects when the process ends or answers `error` first. */
  answer<Type extends Answer["type"]>(
    type: Type,
    matches?: (answer: Extract<Answer, { type: Type }>) => boolean,
  ): Promise<Extract<Answer, { type: Type }>>;
  /** Rejects with the reason when the process ends; never resolves. */
  readonly ended: Promise<never>;
  close(): void;
}

/** Attaches to a container that is created but not yet started. */
export async function attachLink<Command extends object, Answer extends { type: string }>(
  container: Docker.Container,
  name: string,
): Promise<Link<Command, Answer>> {
  const stream = await container.attach({
    stream: true,
    stdin: true,
    stdout: true,
    stderr: true,
    hijack: true,
  });
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  container.modem.demuxStream(stream, stdout, stderr);
  stream.on("end", () => stdout.end());
  stream.on("error", () => stdout.end());
  const emitter = new EventEmitter().setMaxListeners(0);
  let lastError = "";
  stderr.setEncoding("utf8").on("data", (text: string) => {
    lastError = text.trim().split("\n").at(-1) ?? lastError;
  });
  createInterface({ input: stdout })
    .on("line", (line) => {
      const answer = parseAnswer<Answer>(line);
      if (answer) emitter.emit("answer", answer);
    })
    .on("close", () => emitter.emit("end"));
  const ended = once(emitter, "end").then((): never => {
    throw new BenchError(`${name} ended before its work was done${lastError ? `: ${lastError}` : ""}`, {
      code: "scenario-failed",
    });
  });
  ended.catch(() => undefined); // whoever waits on the link gets the error; nobody may be waiting
  return {
    ended,
    close: () => stream.end(),
    send: (command) => stream.write(`${JSON.stringify(command)}\n`),
    onAnswer(listener) {
      emitter.on("answer", listener);
      return () => emitter.off("answer", listener);
    },
    answer: (type, matches) => Promise.race([firstAnswer(emitter, name, type, matches), ended]),
  };
}

/** A process that is killed leaves half a line: it is no answer, and the end of the stream follows. */
function parseAnswer<Answer>(line: string): Answer | null {
  try {
    return JSON.parse(line) as Answer;
  } catch {
    return null;
  }
}

function firstAnswer<Answer extends { type: string }>(
  emitter: EventEmitter,
  name: string,
  type: string,
  matches: ((answer: Answer) => boolean) | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const listener = (answer: Answer & { message?: string }) => {
      if (answer.type === "error")
        reject(new BenchError(`${name}: ${answer.message}`, { code: "scenario-failed" }));
      else if (answer.type !== type || (matches && !matches(answer))) return;
      else resolve(answer);
      emitter.off("answer", listener);
    };
    emitter.on("answer", listener);
  });
}
