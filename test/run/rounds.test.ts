import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Phase, Plan } from "../../harness/model/plan.ts";
import type { Sample } from "../../harness/model/sample.ts";
import type { PhaseResult } from "../../harness/run/phase.ts";
import { planRun } from "../../harness/run/plan.ts";
import { profiles } from "../../harness/run/profiles.ts";
import { Rounds } from "../../harness/run/rounds.ts";
import { scenarioOf } from "../support/scenario-of.ts";

function planOf(rounds = 4): Plan {
  const quick = profiles["quick"]!;
  const slots = { ...quick.slots!, rounds };
  return planRun({ profile: { ...quick, slots }, scenarios: [scenarioOf("relay")], seed: "seed" });
}

/** A phase whose ten requests were all released so late, milliseconds. */
function resultOf(phase: Phase, lateMs: number): PhaseResult {
  const samples = Array.from({ length: phase.kind === "slot" ? 10 : 0 }, (_, seq): Sample => {
    const readyNs = seq * 1e7 + lateMs * 1e6;
    return {
      scenario: "relay",
      workload: "http",
      phase: phase.name,
      instance: 0,
      block: 0,
      seq,
      intendedNs: seq * 1e7,
      readyNs,
      sentNs: readyNs,
      firstNs: readyNs + 1,
      doneNs: readyNs + 2,
      receivedNs: readyNs,
      outcome: "ok",
      duplicates: 0,
      reordered: false,
    };
  });
  const times = { startedAt: "2026-01-01T00:00:00.000Z", startNs: 0, endNs: 1e9 };
  const timeline = {
    phase: phase.name,
    instance: 0,
    ...times,
    status: "done",
    reason: null,
    generator: null,
  } as const;
  return { samples, loads: [], counters: [], points: [], timeline };
}

/** Runs all rounds of the plan, those that get added too; `lateMs` decides by round. */
function runAll(plan: Plan, lateMs: (round: number) => number): string[] {
  const rounds = new Rounds(plan);
  const reasons: string[] = [];
  const done = new Set<Phase>();
  for (;;) {
    const next = plan.phases.find((phase) => phase.round !== null && !done.has(phase));
    if (!next) return reasons;
    done.add(next);
    const reason = rounds.note(next, resultOf(next, lateMs(next.round!)));
    if (reason) reasons.push(reason);
  }
}

function replacements(plan: Plan): [round: number | null, replaces: number | undefined, name: string][] {
  return plan.phases
    .filter(({ replaces }) => replaces !== undefined)
    .map((p) => [p.round, p.replaces, p.name]);
}

describe("Rounds", () => {
  it("leaves a plan alone whose rounds are good", () => {
    const plan = planOf();
    const before = structuredClone(plan);
    assert.deepEqual(
      runAll(plan, () => 0.1),
      [],
    );
    assert.deepEqual(plan, before);
  });

  it("appends one replacement behind the last round for one that the generator spoilt, and says why", () => {
    const plan = planOf();
    const reasons = runAll(plan, (round) => (round === 1 ? 8 : 0.1));
    assert.equal(reasons.length, 1);
    assert.match(reasons[0]!, /dispatch lag, p99 8 ms/);
    assert.deepEqual(replacements(plan), [
      [4, 1, "i0-r4-idle"],
      [4, 1, "i0-r4-mqtt-relay"],
    ]);
    assert.equal(new Set(plan.phases.map(({ name }) => name)).size, plan.phases.length);
    const last = plan.phases.findLastIndex(({ round }) => round === 3);
    assert.deepEqual(
      plan.phases.slice(last + 1, last + 3).map(({ round }) => round),
      [4, 4],
    );
  });

  it("replaces a round too whose last scenario has failed and sends nothing", () => {
    const plan = planOf(2);
    const rounds = new Rounds(plan);
    const [idle, slot] = plan.phases.filter(({ round }) => round === 0);
    const late = resultOf(slot!, 8);
    const gone: Phase = { ...slot!, name: "i0-r0-http-gone", scenarios: ["gone"] };
    plan.phases.splice(plan.phases.indexOf(slot!) + 1, 0, gone);
    assert.equal(rounds.note(idle!, resultOf(idle!, 0)), null);
    assert.equal(rounds.note(slot!, late), null);
    assert.match(rounds.note(gone, null)!, /dispatch lag/);
  });

  it("replaces a fifth of the rounds and no more, so that a bad machine does not run for ever", () => {
    const plan = planOf(10);
    const reasons = runAll(plan, () => 8);
    assert.equal(reasons.length, 2);
    assert.equal(replacements(plan).length, 2 * 2);
  });
});
