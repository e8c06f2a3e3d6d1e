import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { Flag, Summary } from "../../harness/model/summary.ts";
import { noteLines } from "../../harness/reports/notes.ts";
import { storedRun } from "../support/fixture-run.ts";

const summary = analyse(storedRun());

function lines(change: Partial<Summary>): string {
  return noteLines({ ...summary, ...change }).join("\n");
}

function withFlags(flags: Record<string, Flag[]>): Summary["scenarios"] {
  return summary.scenarios.map((scenario) => {
    const { http, mqtt } = scenario.workloads;
    const flagged = (workload: typeof http) => workload && { ...workload, flags: flags[scenario.name] ?? [] };
    return { ...scenario, workloads: { http: flagged(http), mqtt: mqtt && { ...mqtt, flags: [] } } };
  });
}

const late = (percent: string): Flag => ({
  id: "scheduled-differs",
  text: `p99 from the intended time is ${percent} % above p99 from the release: the generator was late`,
});

test("rows with the same remark share a line, with the range of its percentages", () => {
  const scenarios = withFlags({ relay: [late("30")], control: [late("9.5")], stunnel: [late("12")] });
  assert.match(
    lines({ scenarios }),
    /^relay HTTP, control HTTP, stunnel HTTP: p99 from the intended time is 9\.5 … 30 % above p99 from the release: the generator was late$/m,
  );
});

test("a remark of one row is told as it is, and different ones have a line each", () => {
  const steady: Flag = { id: "not-steady", text: "not steady: the last third is 8 % above the first" };
  const found = lines({ scenarios: withFlags({ stunnel: [late("12"), steady] }) });
  assert.match(found, /^stunnel HTTP: p99 from the intended time is 12 % above/m);
  assert.match(found, /^stunnel HTTP: not steady: the last third is 8 % above the first$/m);
});

test("a run without a remark has no line for remarks", () => {
  assert.doesNotMatch(lines({ scenarios: withFlags({}) }), /intended time/);
});

test("deviations of the plan are told", () => {
  const run = { ...summary.run, deviations: ["5 minutes instead of 25", "all scenarios at once"] };
  assert.match(
    lines({ run }),
    /^deviations from profile quick: 5 minutes instead of 25; all scenarios at once$/m,
  );
  assert.doesNotMatch(lines({}), /^deviations/m);
});

for (const { ageDays, age } of [
  { ageDays: 0.2, age: "less than a day" },
  { ageDays: 1.2, age: "1 day" },
  { ageDays: 6.6, age: "7 days" },
]) {
  test(`a calibration ${ageDays} days old is told as "${age}"`, () => {
    const calibration = { id: "c", at: "2026-11-19T09:04:00.000Z", passed: 24, of: 25, ageDays };
    assert.ok(lines({ calibration }).includes(`calibration passed 24/25, ${age} before this run`));
  });
}

test("a host without a calibration is told how to get one", () => {
  assert.match(lines({ calibration: null }), /^this host has no calibration: bench calibrate$/m);
});

test("the least difference that could be told is given for every primary metric", () => {
  assert.match(
    lines({}),
    /can tell: HTTP p50 [\d.]+ %, MQTT p50 [\d.]+ %, HTTP system CPU [\d.]+ %, MQTT system CPU [\d.]+ %$/m,
  );
});

test("what the terms mean stands below every table", () => {
  assert.match(lines({}), /^Terms follow RFC 1242\/2285\/7679\/9411 where named;/m);
});
