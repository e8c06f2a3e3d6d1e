import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Phase } from "../../harness/model/plan.ts";
import type {
  GeneratorAnswer,
  GeneratorCommand,
  GeneratorRow,
  Receipt,
} from "../../harness/model/protocol.ts";
import { digestOf, secretOf } from "../../harness/model/secret.ts";
import { runPhase } from "../../harness/run/phase.ts";
import type { Session } from "../../harness/run/session.ts";
import { type FakeLink, fakeLink } from "../support/fake-link.ts";

const key = Buffer.alloc(32, 7);
const facts = { cpuNs: 5, eventLoopUtilization: 0.1, dispatchLagP99Ns: 9 };
const slot: Phase = {
  kind: "slot",
  name: "i2-r0-http-stunnel",
  instance: 2,
  round: 0,
  scenarios: ["stunnel"],
  workloads: ["http"],
  seconds: 0,
  ratePerSecond: 200,
  settleSeconds: 0,
};

function row(seq: number, workload: "http" | "mqtt"): GeneratorRow {
  const times = { intendedNs: seq, readyNs: seq, sentNs: seq, firstNs: null, doneNs: null, receivedNs: null };
  return { scenario: "stunnel", workload, block: 0, seq, ...times, outcome: "ok" };
}

function receipt(seq: number): Receipt {
  const digest = digestOf(secretOf(key, "c1", "mqtt", seq));
  return { clientId: "c1", seq, receivedNs: seq + 1, verifiedNs: seq + 2, digest };
}

type Generator = FakeLink<GeneratorCommand, GeneratorAnswer>;

/** A generator that runs a phase of no length and answers with the rows, in two lines. */
function generatorOf(rows: readonly GeneratorRow[]): Generator {
  return fakeLink<GeneratorCommand, GeneratorAnswer>((command) => {
    if (command.type !== "phase") return [];
    const { name } = command;
    return [
      { type: "started", name, startNs: 100, endNs: 200, events: rows.length },
      { type: "rows", rows: rows.slice(0, 1) },
      { type: "rows", rows: rows.slice(1) },
      { type: "done", name, facts },
    ];
  });
}

/** A session at a clock that stands still until `flush` moves it. */
function sessionOf(generator: Generator, flush: (advance: (ns: number) => void) => Receipt[] = () => []) {
  let nowNs = 200;
  const abortion = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    abortion.signal.addEventListener("abort", () => reject(abortion.signal.reason));
  });
  aborted.catch(() => undefined); // only those who wait need to know
  const session = {
    generator,
    seed: "seed",
    signal: abortion.signal,
    now: () => nowNs,
    joinContext: { key, clientIds: new Map([["stunnel", "c1"]]), timeoutNs: 2e9 },
    subjects: [],
    flushReceipts: async () =>
      flush((ns) => {
        nowNs += ns;
      }),
    unlessAborted: (promise: Promise<unknown>) => Promise.race([promise, generator.ended, aborted]),
  } as unknown as Session;
  return { session, abort: () => abortion.abort(new Error("interrupted")) };
}

describe("runPhase", () => {
  it("tells the generator what the plan says, with the seed of the run", async () => {
    const generator = generatorOf([]);
    await runPhase(sessionOf(generator).session, slot);
    assert.deepEqual(generator.sent, [
      {
        type: "phase",
        name: "i2-r0-http-stunnel",
        scenarios: ["stunnel"],
        workloads: ["http"],
        seconds: 0,
        ratePerSecond: 200,
        arrivals: "jittered",
        connections: "kept",
        seed: "seed",
      },
    ]);
  });

  it("gives a sample for each row, with the phase and the instance that it belongs to", async () => {
    const generator = generatorOf([row(1, "http"), row(2, "http"), row(3, "http")]);
    const { samples, timeline } = await runPhase(sessionOf(generator).session, slot);
    assert.deepEqual(
      samples.map(({ seq, phase, instance }) => [seq, phase, instance]),
      [1, 2, 3].map((seq) => [seq, "i2-r0-http-stunnel", 2]),
    );
    const { startedAt: _startedAt, ...entry } = timeline;
    assert.deepEqual(entry, {
      ...{ phase: "i2-r0-http-stunnel", instance: 2, startNs: 100, endNs: 200 },
      ...{ status: "done", reason: null, generator: facts },
    });
    assert.equal(generator.listeners.size, 0);
  });

  it("reads the counters at both edges", async () => {
    const { counters } = await runPhase(sessionOf(generatorOf([])).session, slot);
    assert.deepEqual(
      counters.map(({ edge, subject, phase, instance }) => `${edge} ${subject} ${phase} ${instance}`),
      ["start", "end"].flatMap((edge) =>
        ["host", "harness"].map((subject) => `${edge} ${subject} i2-r0-http-stunnel 2`),
      ),
    );
  });

  it("asks the subscriber until every message has arrived", async () => {
    const flushes = [[receipt(1)], [], [receipt(2)]];
    const { session } = sessionOf(generatorOf([row(1, "mqtt"), row(2, "mqtt")]), () => flushes.shift()!);
    const { samples } = await runPhase(session, slot);
    assert.deepEqual(
      samples.map(({ outcome, receivedNs }) => [outcome, receivedNs]),
      [
        ["ok", 2],
        ["ok", 3],
      ],
    );
    assert.equal(flushes.length, 0);
  });

  it("calls a message lost that has not arrived when the time of all is up", async () => {
    const { session } = sessionOf(generatorOf([row(1, "mqtt"), row(2, "mqtt")]), (advance) => {
      advance(2e9 + 1);
      return [receipt(2)];
    });
    const { samples } = await runPhase(session, slot);
    assert.deepEqual(
      samples.map(({ outcome }) => outcome),
      ["lost", "ok"],
    );
  });

  it("fails when the generator ends in the middle, and listens no longer", async () => {
    const generator = fakeLink<GeneratorCommand, GeneratorAnswer>((command) =>
      command.type === "phase"
        ? [{ type: "started", name: command.name, startNs: 100, endNs: 200, events: 1 }]
        : [],
    );
    const running = runPhase(sessionOf(generator).session, slot);
    generator.kill(new Error("the generator ended before its work was done"));
    await assert.rejects(running, /the generator ended before its work was done/);
    assert.equal(generator.listeners.size, 0);
  });

  it("stops waiting for the end of the phase when the run is interrupted", async () => {
    const { session, abort } = sessionOf(generatorOf([]));
    const running = runPhase(session, { ...slot, settleSeconds: 3_600 });
    abort();
    await assert.rejects(running, { name: "AbortError" });
  });

  it("stops waiting for the last answers when the run is interrupted", async () => {
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const generator = fakeLink<GeneratorCommand, GeneratorAnswer>((command) =>
      command.type === "phase"
        ? [{ type: "started", name: command.name, startNs: 100, endNs: 200, events: 1 }]
        : [],
    );
    const { session, abort } = sessionOf(generator);
    const { unlessAborted } = session;
    let waits = 0;
    session.unlessAborted = (promise) => {
      waits++;
      if (waits === 3) reach(); // after the waits for the two edges
      return unlessAborted(promise);
    };
    const running = runPhase(session, slot);
    await reached;
    abort();
    await assert.rejects(running, /interrupted/);
  });

  it("has no traffic and no generator's account in an idle phase", async () => {
    const generator = generatorOf([row(1, "http")]);
    const { session } = sessionOf(generator);
    const idle: Phase = { ...slot, kind: "idle", name: "i2-r0-idle", scenarios: [], workloads: [] };
    const { samples, counters, timeline } = await runPhase(session, idle);
    assert.deepEqual([samples, generator.sent, timeline.generator], [[], [], null]);
    assert.deepEqual([timeline.startNs, timeline.endNs], [200, 200]);
    assert.equal(counters.length, 4);
  });
});
