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

test("a ruined duet is C although every round of slots was good", () => {
  const summary = withSamples((sample) => (sample.phase === "i0-duet" ? released(sample, 6) : sample));
  assert.equal(gate(summary, "G1").state, "invalid");
  assert.equal(gate(summary, "G1").reason, "dispatch lag, p99 6 ms in the duet (more than 5 ms)");
  assert.equal(summary.grade.value, "C");
});

test("one ruined duet of three is C", () => {
  const three = storedRun(fixtureScenarios, 3);
  const samples = three.samples.map((sample) => (sample.phase === "i1-duet" ? released(sample, 6) : sample));
  const summary = analyse({ ...three, samples });
  assert.match(gate(summary, "G1").reason!, / in 1 of 3 duets /);
  assert.equal(summary.grade.value, "C");
});

test("one bad round of four is dropped and warns, two are too many", () => {
  const one = withSamples((sample) => (sample.phase.startsWith("i0-r2") ? released(sample, 6) : sample));
  assert.deepEqual(
    [gate(one, "G1").state, gate(one, "G1").reason, one.grade.value],
    ["warn", "dispatch lag, p99 6 ms (more than 5 ms): 1 of 4 rounds of slots dropped", "B"],
  );
  const two = withSamples((sample) => (/^i0-r[02]/.test(sample.phase) ? released(sample, 6) : sample));
  assert.deepEqual(
    [gate(two, "G1").state, gate(two, "G1").reason, two.grade.value],
    ["invalid", "dispatch lag, p99 6 ms (more than 5 ms): 2 of 4 rounds of slots dropped", "C"],
  );
});

test("gates that drop one round each are too much together", () => {
  const late = stored.samples.map((sample) =>
    sample.phase.startsWith("i0-r0") ? released(sample, 6) : sample,
  );
  const throttled = stored.counters.map((line) =>
    line.subject === "container" && line.phase === "i0-r2-http-relay" && line.edge === "end"
      ? { ...line, throttledNs: 1e6 }
      : line,
  );
  const summary = analyse({ ...stored, samples: late, counters: throttled });
  assert.deepEqual([gate(summary, "G1").state, gate(summary, "G4").state], ["warn", "warn"]);
  assert.deepEqual(
    [gate(summary, "rounds").state, gate(summary, "rounds").reason, summary.grade.value],
    ["invalid", "2 of 4 rounds of slots dropped, by all gates together", "C"],
  );
});

test("what one gate dropped does not set another one's value", () => {
  // The dropped round is late by 6 ms, and its event loop was held up as long as only a warning allows.
  const samples = stored.samples.map((sample) =>
    sample.phase.startsWith("i0-r2") ? released(sample, 6) : sample,
  );
  const timeline = stored.run.timeline.map((entry) => {
    if (entry.generator === null || !entry.phase.startsWith("i0-r2")) return entry;
    const blocks = entry.generator.blocks!.map((block) => ({ ...block, loopDelayMaxNs: 40e6 }));
    return { ...entry, generator: { ...entry.generator, blocks } };
  });
  const summary = analyse({ ...stored, run: { ...stored.run, timeline }, samples });
  assert.deepEqual([gate(summary, "G2").value, gate(summary, "G2").state], [2, "pass"]);
  assert.deepEqual([gate(summary, "G1").value, gate(summary, "G1").state], [6, "warn"]);
});

test("a gate that dropped a round and warns elsewhere tells both", () => {
  const summary = withSamples((sample) => {
    if (sample.phase === "i0-duet") return released(sample, 1.5);
    return sample.phase.startsWith("i0-r2") ? released(sample, 6) : sample;
  });
  assert.equal(
    gate(summary, "G1").reason,
    "dispatch lag, p99 6 ms (more than 5 ms): 1 of 4 rounds of slots dropped; otherwise 1.5 ms (more than 1 ms)",
  );
});

test("a single send of the duet that is more than 50 ms late makes it invalid", () => {
  let index = 0;
  const summary = withSamples((sample) =>
    sample.phase === "i0-duet" && sample.block > 0 && index++ === 0 ? released(sample, 60) : sample,
  );
  assert.deepEqual([gate(summary, "G1").state, gate(summary, "G1-max").state], ["pass", "invalid"]);
  assert.equal(summary.grade.value, "C");
});

test("several limits of one gate give one reason for the grade, the gravest", () => {
  let index = 0;
  const summary = withSamples((sample) => {
    if (sample.phase === "i0-duet" && sample.block > 0 && index++ === 0) return released(sample, 60);
    return sample.phase.startsWith("i0-r2") ? released(sample, 6) : sample;
  });
  assert.deepEqual(
    [gate(summary, "G1").state, gate(summary, "G1-max").state, gate(summary, "G1-share").state],
    ["warn", "invalid", "warn"],
  );
  assert.deepEqual(
    summary.grade.reasons.filter((reason) => /lag|sends/.test(reason)),
    ["dispatch lag, most 60 ms in the duet (more than 50 ms)"],
  );
});

test("a dropped round is told rather than a duet that only warns", () => {
  let index = 0;
  const summary = withSamples((sample) => {
    if (sample.phase === "i0-duet") return released(sample, 1.5);
    return sample.phase.startsWith("i0-r2") && index++ === 0 ? released(sample, 60) : sample;
  });
  assert.deepEqual(
    summary.grade.reasons.filter((reason) => /lag/.test(reason)),
    ["dispatch lag, most 60 ms (more than 50 ms): 1 of 4 rounds of slots dropped"],
  );
});

test("more than 0.5 % of sends later than 5 ms make a duet invalid although its p99 is good", () => {
  let index = 0;
  const summary = withSamples((sample) =>
    sample.phase === "i0-duet" && sample.block > 0 && index++ % 150 === 0 ? released(sample, 6) : sample,
  );
  assert.deepEqual([gate(summary, "G1").state, gate(summary, "G1-share").state], ["pass", "invalid"]);
});

test("the share of late sends is not judged from fewer than 1,000", () => {
  const shareOf = (count: number) => {
    const { samples, ...rest } = storedRun(fixtureScenarios.slice(0, count));
    let index = 0;
    const late = samples.map((sample) =>
      sample.phase.startsWith("i0-r2") && index++ < 9 ? released(sample, 6) : sample,
    );
    return gate(analyse({ ...rest, samples: late }), "G1-share").state;
  };
  // 9 of a round's 1,200 are 0.75 %, and 9 of 960 are more.
  assert.deepEqual([shareOf(5), shareOf(4)], ["warn", "pass"]);
});

test("a generator whose event loop is busy warns, and is invalid when it is nearly always", () => {
  const busy = (utilization: number) => {
    const timeline = stored.run.timeline.map((entry) =>
      entry.phase === "i0-duet"
        ? { ...entry, generator: { ...entry.generator!, eventLoopUtilization: utilization } }
        : entry,
    );
    return gate(analyse({ ...stored, run: { ...stored.run, timeline } }), "G3");
  };
  assert.deepEqual([busy(0.5).state, busy(0.7).state, busy(0.9).state], ["pass", "warn", "invalid"]);
  assert.equal(busy(0.9).reason, "event-loop utilisation of the generator 0.90 in the duet (more than 0.85)");
});

test("a container that was throttled in the duet makes it invalid", () => {
  const throttled = (phase: string) =>
    analyse({
      ...stored,
      counters: stored.counters.map((line) =>
        line.subject === "container" && line.phase === phase && line.edge === "end"
          ? { ...line, throttledNs: 3e6 }
          : line,
      ),
    });
  assert.equal(gate(throttled("i0-duet"), "G4").state, "invalid");
  assert.deepEqual(
    [gate(throttled("i0-r1-mqtt-relay"), "G4").state, gate(throttled("i0-r1-mqtt-relay"), "G4").reason],
    ["warn", "time that a container was throttled 3 ms (more than 0 ms): 1 of 4 rounds of slots dropped"],
  );
});

test("where the kernel does not tell of throttling, there is no such gate", () => {
  const counters = stored.counters.map((line) =>
    line.subject === "container" ? { ...line, throttledNs: null } : line,
  );
  assert.equal(gate(analyse({ ...stored, counters }), "G4"), undefined);
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

test("requests that were released after the end of their phase were not sent in time", () => {
  const { endNs } = stored.run.timeline.find(({ phase }) => phase === "i0-duet")!;
  const late = (ms: number) =>
    withSamples((sample) =>
      sample.phase === "i0-duet" && sample.block === 40 ? { ...sample, readyNs: endNs + ms * 1e6 } : sample,
    );
  assert.deepEqual([gate(late(50), "G5").value, gate(late(50), "G5").state], [100, "pass"]);
  assert.deepEqual([gate(late(51), "G5").value, gate(late(51), "G5").state], [97.5, "invalid"]);
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
