import type { GateResult, GeneratorRow, HelloCommand } from "../../harness/model/protocol.ts";
import type { Outcome } from "../../harness/model/sample.ts";
import type { WorkloadName } from "../../harness/model/scenario.ts";
import type { Clock } from "../shared/clock.ts";
import type { HttpReply } from "./http-client.ts";
import type { Message } from "./message.ts";
import { type OpenTarget, openMqtt } from "./targets.ts";

/** Between two attempts while a tunnel comes up; nothing is measured yet. */
const pauseMs = 50;

interface Attempt {
  ok: boolean;
  seq: number;
  peer: string | null;
  error: string | null;
}

/**
 * The path gate of DESIGN.md §5: one request through the entry, repeated until it is answered or the deadline has
 * passed. For MQTT it only shows that the broker took the message; the harness waits for the subscriber's receipt.
 */
export async function passGate(
  open: OpenTarget,
  workload: WorkloadName,
  deadlineMs: number,
  hello: HelloCommand,
  clock: Clock,
): Promise<GateResult> {
  const startedMs = performance.now();
  for (;;) {
    const attempt = workload === "http" ? await tryHttp(open) : await tryMqtt(open, hello, clock);
    const waitedMs = performance.now() - startedMs;
    const result = { scenario: open.target.scenario, workload, waitedMs, ...attempt };
    if (attempt.ok || open.closed || waitedMs > deadlineMs) return result;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function tryHttp(open: OpenTarget): Promise<Attempt> {
  const message = open.nextMessage("http");
  const { promise, resolve } = Promise.withResolvers<Attempt>();
  let peer: string | null = null;
  const land = (outcome: Outcome) =>
    setImmediate(() =>
      resolve({ ok: outcome === "ok", seq: message.seq, peer, error: outcome === "ok" ? null : outcome }),
    );
  const onReply = (reply: HttpReply) => {
    peer = reply.peer;
  };
  open.http?.send(message, { row: blankRow(open, "http", message), land }, { onReply });
  return promise;
}

async function tryMqtt(open: OpenTarget, hello: HelloCommand, clock: Clock): Promise<Attempt> {
  const message = open.nextMessage("mqtt");
  try {
    const publisher = await openMqtt(open, hello, clock);
    const outcome = await new Promise<Outcome>((land) =>
      publisher.send(message, { row: blankRow(open, "mqtt", message), land }),
    );
    return { ok: outcome === "ok", seq: message.seq, peer: null, error: outcome === "ok" ? null : outcome };
  } catch (error) {
    return { ok: false, seq: message.seq, peer: null, error: (error as Error).message };
  }
}

function blankRow(open: OpenTarget, workload: WorkloadName, message: Message): GeneratorRow {
  return {
    scenario: open.target.scenario,
    workload,
    block: 0,
    seq: message.seq,
    intendedNs: 0,
    readyNs: 0,
    sentNs: null,
    firstNs: null,
    doneNs: null,
    receivedNs: null,
    outcome: "unsent",
  };
}
