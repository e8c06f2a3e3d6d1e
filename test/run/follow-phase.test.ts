import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import type { Phase } from "../../harness/model/plan.ts";
import type { GeneratorAnswer, GeneratorCommand, GeneratorRow } from "../../harness/model/protocol.ts";
import type { PhaseProgress } from "../../harness/run/progress.ts";
import { RunContext, type RunContextOptions } from "../../harness/run/run-context.ts";
import type { Session } from "../../harness/run/session.ts";
import { fakeLink } from "../support/fake-link.ts";
import { storedRun } from "../support/fixture-run.ts";

const duet = { name: "i0-duet", scenarios: ["baseline", "stunnel"] } as unknown as Phase;

function followed(expectedSeconds = storedRun().run.plan.expectedSeconds) {
  const told: PhaseProgress[] = [];
  const progress = {
    phase: (update: PhaseProgress) => told.push({ ...update, medianUs: new Map(update.medianUs) }),
  };
  const generator = fakeLink<GeneratorCommand, GeneratorAnswer>();
  const { run } = storedRun();
  const record = { ...run, plan: { ...run.plan, expectedSeconds } };
  const context = new RunContext({ record, scenarios: [], progress } as unknown as RunContextOptions);
  return { told, generator, follow: () => context.followPhase({ generator } as unknown as Session, duet) };
}

function rowsOf(scenario: string, latencyUs: number): GeneratorRow[] {
  return Array.from({ length: 20 }, (_, seq) => {
    const times = { intendedNs: 0, readyNs: 0, sentNs: 0, firstNs: null, receivedNs: null };
    return { scenario, workload: "http", block: 0, seq, ...times, doneNs: latencyUs * 1_000, outcome: "ok" };
  });
}

describe("following a phase", () => {
  it("tells once a second what was sent, also while the generator does not answer", () => {
    mock.timers.enable({ apis: ["setInterval"] });
    try {
      const { told, generator, follow } = followed();
      const phase = follow();
      mock.timers.tick(2_000);
      generator.say({ type: "progress", sent: 40, ok: 38, failed: 2 });
      mock.timers.tick(1_000);
      phase[Symbol.dispose]();
      mock.timers.tick(5_000);
      assert.deepEqual(
        told.map(({ phase: name, scenarios, sent, failed }) => [name, scenarios.length, sent, failed]),
        [
          ["i0-duet", 2, 0, 0],
          ["i0-duet", 2, 0, 0],
          ["i0-duet", 2, 0, 0],
          ["i0-duet", 2, 40, 2],
        ],
      );
      assert.equal(generator.listeners.size, 0);
    } finally {
      mock.timers.reset();
    }
  });

  it("shows the medians of the phases that have ended", () => {
    const { told, generator, follow } = followed();
    const first = follow();
    generator.say({ type: "rows", rows: rowsOf("baseline", 350) });
    generator.say({ type: "rows", rows: rowsOf("stunnel", 650) });
    first[Symbol.dispose]();
    follow()[Symbol.dispose]();
    assert.deepEqual(
      told.map(({ medianUs }) => [...medianUs]),
      [
        [],
        [
          ["baseline", 350],
          ["stunnel", 650],
        ],
      ],
    );
  });

  it("counts the remaining time down from the plan's", () => {
    const { told, follow } = followed();
    follow()[Symbol.dispose]();
    const [{ elapsedSeconds, remainingSeconds }] = told as [PhaseProgress];
    const whole = elapsedSeconds + remainingSeconds;
    assert.ok(Math.abs(whole - storedRun().run.plan.expectedSeconds) < 1e-6, `${whole} s`);
  });

  it("never goes below zero when the run takes longer than planned", () => {
    const { told, follow } = followed(0);
    follow()[Symbol.dispose]();
    assert.equal(told[0]!.remainingSeconds, 0);
  });
});
