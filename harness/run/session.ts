import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Link } from "../lab/link.ts";
import { attachLink } from "../lab/link.ts";
import { type CreatedLab, startServices } from "../lab/start-lab.ts";
import { BenchError } from "../model/error.ts";
import type {
  GeneratorAnswer,
  GeneratorCommand,
  HelloCommand,
  ProcessFacts,
  Receipt,
  SubscriberAnswer,
  SubscriberCommand,
  Target,
} from "../model/protocol.ts";
import type { Subject } from "../probes/snapshot.ts";
import { readHostFacts } from "./host-facts.ts";
import type { JoinContext } from "./join.ts";

/** The lab with its endpoints running and listening to us: what every phase works with. */
export interface Session extends Disposable {
  lab: CreatedLab;
  generator: Link<GeneratorCommand, GeneratorAnswer>;
  seed: string;
  signal: AbortSignal;
  now(): number;
  joinContext: Omit<JoinContext, "phase" | "instance">;
  /** Scenarios that failed and were shut down. */
  retired: Set<string>;
  /** Containers whose counters are read; filled once they all run. */
  subjects: Subject[];
  /** What the MQTT server received since the last call. */
  flushReceipts(): Promise<Receipt[]>;
  /** Whether the MQTT server has received a message; for the gate only, it swallows the receipts. */
  hasArrived(clientId: string, seq: number): Promise<boolean>;
  /** The same promise, but an interruption or the end of an endpoint ends the waiting. */
  unlessAborted<Value>(promise: Promise<Value>): Promise<Value>;
}

export interface SessionRequest {
  lab: CreatedLab;
  epochNs: bigint;
  seed: string;
  payloadBytes: number;
  timeoutSeconds: number;
  signal: AbortSignal;
}

const heartbeatMs = 1_000;
const readyDeadlineMs = 30_000;

/** Attaches to the driven endpoints, starts all of them and hands them the key of this run's secrets, which is never stored. */
export async function openSession(request: SessionRequest): Promise<Session> {
  const { lab, epochNs, signal } = request;
  const generator = await attachLink<GeneratorCommand, GeneratorAnswer>(
    lab.container("generator"),
    "the generator",
  );
  const subscriber = await attachLink<SubscriberCommand, SubscriberAnswer>(
    lab.container("mqtt-server"),
    "the MQTT server",
  );
  const endpoints = lab.resolved.services
    .filter(({ scenario }) => scenario === null)
    .map(({ service }) => service);
  await startServices(lab, endpoints);
  const targets = planTargets(lab);
  const key = randomBytes(32);
  const hello: HelloCommand = {
    type: "hello",
    epochNs: epochNs.toString(),
    keyHex: key.toString("hex"),
    payloadBytes: request.payloadBytes,
    timeoutMs: request.timeoutSeconds * 1_000,
    targets,
  };
  const heartbeat = setInterval(() => {
    generator.send({ type: "heartbeat" });
    subscriber.send({ type: "heartbeat" });
  }, heartbeatMs);
  const close = () => {
    clearInterval(heartbeat);
    generator.close();
    subscriber.close();
  };
  const aborted = abortion(signal);
  const unlessAborted = <Value>(promise: Promise<Value>) =>
    Promise.race([promise, generator.ended, subscriber.ended, aborted]) as Promise<Value>;
  try {
    const ready = Promise.all([subscriber.answer("ready"), generator.answer("ready")]);
    for (const link of [subscriber, generator]) link.send(hello);
    for (const facts of await unlessAborted(withDeadline(ready))) refuseForeignClock(facts);
  } catch (error) {
    close();
    throw error;
  }
  const arrived = new Set<string>();
  let turn: Promise<unknown> = Promise.resolve();
  const flush = () => {
    // one after the other: an answer belongs to the flush that asked for it
    const mine = turn.then(() => unlessAborted(flushReceipts(subscriber)));
    turn = mine.catch(() => undefined); // the caller gets the error
    return mine;
  };
  const subjects: Subject[] = [];
  return {
    lab,
    generator,
    seed: request.seed,
    signal,
    now: () => Number(process.hrtime.bigint() - epochNs),
    joinContext: {
      key,
      clientIds: new Map(targets.map(({ scenario, clientId }) => [scenario, clientId])),
      timeoutNs: request.timeoutSeconds * 1e9,
    },
    retired: new Set(),
    subjects,
    flushReceipts: flush,
    async hasArrived(clientId, seq) {
      for (const receipt of await flush()) arrived.add(`${receipt.clientId}/${receipt.seq}`);
      return arrived.has(`${clientId}/${seq}`);
    },
    unlessAborted,
    [Symbol.dispose]() {
      close();
      // their open files would keep the network namespaces of the removed containers alive
      for (const subject of subjects) subject[Symbol.dispose]();
    },
  };
}

/** The endpoints are simple programs: one that has not answered by then never will. */
function withDeadline<Value>(promise: Promise<Value>): Promise<Value> {
  return Promise.race([
    promise,
    sleep(readyDeadlineMs, undefined, { ref: false }).then((): never => {
      throw new BenchError(`the endpoints did not answer within ${readyDeadlineMs / 1_000} s`, {
        code: "scenario-failed",
        hints: ['"bench lab up" and "bench lab logs" show what they do'],
      });
    }),
  ]);
}

/** All scenarios of the lab as targets; a client id has the same length for all, so that all carry the same bytes. */
function planTargets(lab: CreatedLab): Target[] {
  return Object.entries(lab.resolved.entries).map(([scenario, addresses]) => ({
    scenario,
    clientId: randomBytes(16).toString("hex"),
    addresses,
  }));
}

/** One-way times hold only on one kernel without time namespaces, METHOD.md §3. */
function refuseForeignClock({ timeOffsets, bootId }: ProcessFacts): void {
  if (timeOffsets.some((offset) => offset !== 0)) {
    throw new BenchError("the containers' clock is offset by a time namespace", {
      code: "environment",
      hints: ["run the engine without time namespaces: times of two containers cannot be compared otherwise"],
    });
  }
  const own = readHostFacts().bootId;
  if (own === null || bootId === own) return;
  throw new BenchError("the containers run on a kernel of their own", {
    code: "environment",
    hints: ["take the engine's plain runtime: clocks and counters of two kernels cannot be compared"],
  });
}

async function flushReceipts(subscriber: Link<SubscriberCommand, SubscriberAnswer>): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  const stop = subscriber.onAnswer((answer) => {
    if (answer.type === "receipts") receipts.push(...answer.receipts);
  });
  try {
    const last = subscriber.answer("receipts", (answer) => answer.last);
    subscriber.send({ type: "flush" });
    await last;
    return receipts;
  } finally {
    stop();
  }
}

function abortion(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined); // only those who wait on it need to know
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return promise;
}
