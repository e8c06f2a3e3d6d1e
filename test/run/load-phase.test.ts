import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LoadOutcome } from "../../harness/model/load.ts";
import type { Phase } from "../../harness/model/plan.ts";
import type { GeneratorAnswer, GeneratorCommand, LoadCommand } from "../../harness/model/protocol.ts";
import { runPhase } from "../../harness/run/phase.ts";
import type { Session } from "../../harness/run/session.ts";
import { type FakeLink, fakeLink } from "../support/fake-link.ts";

const facts = { cpuNs: 5, eventLoopUtilization: 0.1, dispatchLagP99Ns: 9 };
const common = { instance: 1, round: null, workloads: ["http" as const], ratePerSecond: 0, settleSeconds: 0 };

/** A clock that stands still: every stretch of time has ended when it begins. */
function sessionOf(generator: FakeLink<GeneratorCommand, GeneratorAnswer>): Session {
  return {
    generator,
    seed: "seed",
    signal: new AbortController().signal,
    now: () => 0,
    subjects: [],
    unlessAborted: (promise: Promise<unknown>) => promise,
  } as unknown as Session;
}

/** A generator whose load has this outcome. */
function generatorOf(outcomeOf: (command: LoadCommand) => Partial<LoadOutcome>) {
  return fakeLink<GeneratorCommand, GeneratorAnswer>((command) => {
    if (command.type !== "load") return [];
    const base = {
      startNs: 0,
      endNs: 1e9,
      completed: 0,
      errors: {},
      bytes: null,
      latency: null,
      offered: null,
    };
    const outcome = { ...base, backlog: 0, facts, ...outcomeOf(command) };
    const { name } = command;
    return [
      { type: "started", name, startNs: -1e9, endNs: 0, events: 0 },
      { type: "loaded", name, outcome },
    ];
  });
}

/** A server that answers up to so many requests a second at once and the rest never. */
function serverOf(capacity: number) {
  return generatorOf(({ load }) => {
    if (load.kind !== "open-loop") return { completed: capacity };
    const offered = Math.round(load.ratePerSecond);
    const completed = Math.min(offered, capacity);
    const times = { minNs: 1e6, meanNs: 1e6, maxNs: 1e6 };
    const latency = { count: completed, ...times, percentiles: [[100, 1e6]] as [number, number][] };
    return { offered, completed, latency, backlog: offered - completed };
  });
}

describe("runPhase of a load", () => {
  it("tells the generator the load and keeps its outcome with the names of phase and scenario", async () => {
    const generator = generatorOf(() => ({ completed: 7 }));
    const load = { kind: "closed-loop", connections: 8 } as const;
    const phase: Phase = { ...common, kind: "load", name: "i1-x", scenarios: ["relay"], seconds: 0, load };
    const { loads, samples, timeline } = await runPhase(sessionOf(generator), phase);
    assert.deepEqual(generator.sent, [
      { type: "load", name: "i1-x", scenario: "relay", load, seconds: 0, settleSeconds: 0, seed: "seed" },
    ]);
    assert.equal(loads.length, 1);
    const { phase: name, window, instance, scenario, completed } = loads[0]!;
    assert.deepEqual([name, window, instance, scenario, completed], ["i1-x", "i1-x", 1, "relay", 7]);
    assert.deepEqual(samples, []);
    assert.equal(timeline.phase, "i1-x");
  });
});

describe("runPhase of a saturation search", () => {
  const saturation = {
    ...{ sloMs: 50, connections: 32, trialSeconds: 0, pauseSeconds: 0, widthRatio: 0.05, finalTrials: 1 },
  };
  const phase: Phase = {
    ...common,
    kind: "saturation",
    name: "i1-s",
    scenarios: ["relay"],
    seconds: 9,
    saturation,
  };

  it("starts with a closed loop and ends within the width below what the server can do", async () => {
    const { loads } = await runPhase(sessionOf(serverOf(1_000)), phase);
    assert.equal(loads[0]?.load.kind, "closed-loop");
    const last = loads.findLast(({ load }) => load.kind === "open-loop" && load.share === undefined)!.load;
    assert.ok(last.kind === "open-loop");
    // 1 % of the requests may be missing: what passes is at most 1,010/s
    assert.ok(last.ratePerSecond >= 1_000 / 1.05 && last.ratePerSecond <= 1_010, `${last.ratePerSecond}`);
    assert.deepEqual(
      loads.map(({ window }) => window),
      loads.map((_, index) => `i1-s#${index}`),
    );
  });

  it("shows the latency at a tenth, half and nine tenths of the rate that it found", async () => {
    const { loads } = await runPhase(sessionOf(serverOf(1_000)), phase);
    const trials = loads.flatMap(({ load }) => (load.kind === "open-loop" ? [load] : []));
    const found = trials.findLast(({ share }) => share === undefined)!.ratePerSecond;
    const shares = trials.filter(({ share }) => share !== undefined);
    assert.deepEqual(
      shares.map(({ share, ratePerSecond }) => [share, ratePerSecond]),
      [0.1, 0.5, 0.9].map((share) => [share, share * found]),
    );
  });

  it("searches nothing where the closed loop got no answer", async () => {
    const { loads } = await runPhase(sessionOf(serverOf(0)), phase);
    assert.equal(loads.length, 1);
  });
});
