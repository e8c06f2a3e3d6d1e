import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { BenchError } from "../../harness/model/error.ts";
import { validateRun, validateSummary } from "../../harness/model/schema/validate.ts";
import { storedRun } from "../support/fixture-run.ts";
import { fixtureScenarios } from "../support/fixture-scenarios.ts";

function jsonOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

function hintsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof BenchError);
    assert.equal(error.code, "bad-input");
    return error.hints;
  }
  return assert.fail("was accepted");
}

test("accepts a run and the summary of it after a trip through JSON", () => {
  const stored = storedRun();
  const summary = analyse(stored);
  assert.deepEqual(validateRun(jsonOf(stored.run)), stored.run);
  assert.deepEqual(validateSummary(jsonOf(summary)), summary);
});

test("accepts the summary of a run in which nothing was measured", () => {
  const summary = analyse({ ...storedRun(), samples: [], counters: [], evidence: [] });
  assert.deepEqual(validateSummary(jsonOf(summary)), summary);
});

test("accepts the summary of several instances", () => {
  const summary = analyse(storedRun(fixtureScenarios, 2));
  assert.deepEqual(validateSummary(jsonOf(summary)), summary);
});

test("accepts a summary from before costs told the reference's own error", () => {
  const summary = jsonOf(analyse(storedRun(fixtureScenarios, 2)));
  const { systemCpu } = summary.scenarios[3]!.workloads.http!.vsBaseline!;
  assert.equal(typeof systemCpu!.relationLow, "number");
  delete systemCpu!.relationLow;
  delete systemCpu!.relationHigh;
  assert.deepEqual(validateSummary(summary), summary);
});

test("names every problem with its place", () => {
  const summary = jsonOf(analyse(storedRun())) as unknown as Record<string, unknown>;
  const broken = { ...summary, schema: "tunnelbench/summary/99", extra: 1 };
  const hints = hintsOf(() => validateSummary(broken));
  assert.ok(
    hints.some((hint) => hint.includes('"extra"')),
    hints.join("\n"),
  );
  assert.ok(
    hints.some((hint) => hint.includes("at /schema")),
    hints.join("\n"),
  );
});

test("refuses unknown keys at any depth", () => {
  const summary = jsonOf(analyse(storedRun()));
  Object.assign(summary.scenarios[3]!.workloads.http!.latencyUs.p50!, { width: 3 });
  const hints = hintsOf(() => validateSummary(summary));
  assert.ok(
    hints.some((hint) => hint.includes("at /scenarios/3/workloads/http/latencyUs/p50")),
    hints.join("\n"),
  );
});

test("refuses a run without its seed", () => {
  const { seed: _seed, ...run } = storedRun().run;
  assert.deepEqual(
    hintsOf(() => validateRun(run)),
    ["at the top: must have required property 'seed'"],
  );
});
