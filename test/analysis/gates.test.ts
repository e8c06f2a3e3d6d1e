import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse, type StoredRun } from "../../harness/analysis/analyse.ts";
import type { HostCounters } from "../../harness/model/counters.ts";
import type { Sample } from "../../harness/model/sample.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { storedRun } from "../support/fixture-run.ts";
import { fixtureScenarios } from "../support/fixture-scenarios.ts";

const stored = storedRun();

function gate(summary: Summary, id: string) {
  return summary.gates.find((candidate) => candidate.id === id)!;
}

function withSamples(change: (sample: Sample) => Sample): Summary {
  return analyse({ ...stored, samples: stored.samples.map(change) });
}

function withHost(change: (line: HostCounters) => HostCounters): Summary {
  return analyse({
    ...stored,
    counters: stored.counters.map((line) => (line.subject === "host" ? change(line) : line)),
  });
}

function released(sample: Sample, lateMs: number): Sample {
  return { ...sample, readyNs: sample.intendedNs + lateMs * 1e6 };
}

test("one instance on two CPUs is B at best, and says why", () => {
  assert.deepEqual(analyse(stored).grade, {
    value: "B",
    reasons: ["instances 1 (fewer than 6)", "CPUs 2 (fewer than 4)"],
  });
});

test("six instances on four CPUs with clean gates are A", () => {
  const six: StoredRun = storedRun(fixtureScenarios, 6);
  const run = { ...six.run, host: { ...six.run.host, cpuCount: 4 } };
  assert.deepEqual(analyse({ ...six, run }).grade, { value: "A", reasons: [] });
});

test("a generator that is late by more than 1 ms warns", () => {
  const summary = withSamples((sample) => (sample.phase === "i0-duet" ? released(sample, 1.5) : sample));
  assert.deepEqual([gate(summary, "G1").value, gate(summary, "G1").state], [1.5, "warn"]);
  assert.equal(summary.grade.value, "B");
  assert.ok(
    summary.grade.reasons.includes("dispatch lag, p99 1.5 ms (more than 1 ms)"),
    summary.grade.reasons.join("\n"),
  );
});

test("a generator that is late by more than 5 ms everywhere makes the run invalid", () => {
  const summary = withSamples((sample) => released(sample, 6));
  assert.equal(gate(summary, "G1").state, "invalid");
  assert.equal(summary.grade.value, "C");
});

test("one bad round of five is within what may be replaced", () => {
  const summary = withSamples((sample) => (sample.phase.startsWith("i0-r2") ? released(sample, 6) : sample));
  assert.equal(gate(summary, "G1").state, "warn");
});

test("a slow tunnel does not move a gate", () => {
  const summary = withSamples((sample) =>
    sample.doneNs === null ? sample : { ...sample, doneNs: sample.doneNs + 1e9 },
  );
  assert.deepEqual(
    summary.gates.filter(({ id }) => id !== "control"),
    analyse(stored).gates.filter(({ id }) => id !== "control"),
  );
});

test("requests that were never released lower the share of achieved sends", () => {
  const summary = withSamples((sample) =>
    sample.seq % 100 === 99 ? { ...sample, doneNs: null, outcome: "unsent" } : sample,
  );
  assert.ok(gate(summary, "G5").value! < 99.9);
  assert.equal(gate(summary, "G5").state, "invalid");
});

test("stolen time is a share of all CPUs' time", () => {
  const summary = withHost((line) => ({
    ...line,
    stealNs: line.edge === "end" && line.phase === "i0-duet" ? 0.02 * 2 * 40e9 : 0,
  }));
  assert.ok(Math.abs(gate(summary, "E1").value! - 2) < 1e-9);
  assert.equal(gate(summary, "E1").state, "warn");
});

test("slow reading of the counters warns", () => {
  const counters = stored.counters.map((line) => ({ ...line, spreadNs: 3e6 }));
  const summary = analyse({ ...stored, counters });
  assert.deepEqual([gate(summary, "E6").value, gate(summary, "E6").state], [3, "warn"]);
});

test("a control that is not equivalent to its twin keeps a run from A", () => {
  const slower = fixtureScenarios.map((scenario) =>
    scenario.name === "control" ? { ...scenario, fastestUs: { http: 900, mqtt: 500 } } : scenario,
  );
  const summary = analyse(storedRun(slower));
  assert.deepEqual(
    [gate(summary, "control").state, gate(summary, "control").reason],
    ["warn", "relay against control, p50: slower, not equivalent"],
  );
});

test("a run without a duet is C, and its gates are unknown", () => {
  const summary = analyse({ ...stored, samples: [], counters: [] });
  assert.equal(summary.grade.value, "C");
  assert.equal(summary.grade.reasons[0], "nothing valid was measured");
  assert.equal(gate(summary, "G1").state, "unknown");
});
