import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { plotPhases } from "../../harness/analysis/plot-phases.ts";
import { quantileCurve } from "../../harness/analysis/quantile-curve.ts";
import { usageOverTime } from "../../harness/analysis/usage-over-time.ts";
import type { ContainerPoint } from "../../harness/model/counters.ts";
import { mostBins, type Plots } from "../../harness/model/plots.ts";
import type { Sample } from "../../harness/model/sample.ts";
import type { WorkloadName } from "../../harness/model/scenario.ts";
import { validateSummary } from "../../harness/model/schema/validate.ts";
import { storedRun } from "../support/fixture-run.ts";
import { fixtureScenarios } from "../support/fixture-scenarios.ts";

const stored = storedRun();
const summary = analyse(stored);

function curveOf({ quantiles }: Plots, name: string, of: WorkloadName = "http") {
  return quantiles.find(({ scenario, workload }) => scenario === name && workload === of)!;
}

function overTime({ latency }: Plots, name: string, of: WorkloadName = "http") {
  return latency.find(({ scenario, workload }) => scenario === name && workload === of)!;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

test("a curve goes through the quantiles of the tables, with their intervals", () => {
  const { probabilities } = summary.plots;
  const { latencyUs } = summary.scenarios[0]!.workloads.http!;
  const curve = curveOf(summary.plots, "baseline");
  for (const [statistic, p] of [
    ["p50", 0.5],
    ["p90", 0.9],
    ["p95", 0.95],
    ["p99", 0.99],
  ] as const) {
    const at = probabilities.indexOf(p);
    const read = { value: curve.valueUs[at], low: curve.lowUs[at], high: curve.highUs[at] };
    assert.deepEqual(read, latencyUs[statistic], statistic);
  }
});

// Ranks of the exact binomial distribution, summed in fractions (Python): METHOD.md §2.3.
for (const [p, value, low, high] of [
  [0.5, 500, 469, 532],
  [0.9, 900, 881, 919],
  [0.99, 990, 983, 997],
] as const) {
  test(`of the numbers 1 to 1,000 the quantile ${p} is ${value}, between ${low} and ${high}`, () => {
    const numbers = Float64Array.from({ length: 1000 }, (_, index) => 1000 - index);
    const { valueUs, lowUs, highUs } = quantileCurve(numbers);
    const at = summary.plots.probabilities.indexOf(p);
    assert.deepEqual([valueUs[at], lowUs[at], highUs[at]], [value, low, high]);
  });
}

test("a curve ends where the count carries no interval: 1,000 requests reach 0.9963", () => {
  const { probabilities } = summary.plots;
  const { valueUs, lowUs, highUs, requests } = curveOf(summary.plots, "baseline");
  assert.equal(requests, 1000);
  // ln 0.025 / ln p is at most 1,000 for p up to 0.99632: METHOD.md §2.3.
  const carried = probabilities.filter((p) => p <= 0.99632).length;
  assert.deepEqual([valueUs.length, lowUs.length, highUs.length], [carried, carried, carried]);
});

test("probabilities ascend, evenly enough for a curve over the tail", () => {
  const { probabilities } = summary.plots;
  const steps = probabilities.slice(1).map((p, index) => Math.log10((1 - probabilities[index]!) / (1 - p)));
  assert.ok(Math.min(...steps) > 0 && Math.max(...steps) < 0.13, `steps of ${steps}`);
  assert.deepEqual([probabilities[0], probabilities.at(-1)], [0.5, 0.9999]);
});

test("requests without an answer are null in the curve from their share on, and flagged", () => {
  const { probabilities } = summary.plots;
  const { valueUs, reachesInfinity } = curveOf(summary.plots, "shadowsocks");
  assert.equal(reachesInfinity, true);
  // 12 of 1,000 have none, so that the 988th is the last finite one.
  for (const [index, value] of valueUs.entries()) {
    assert.equal(value === null, probabilities[index]! > 0.988, `at ${probabilities[index]}`);
  }
  assert.equal(curveOf(summary.plots, "baseline").reachesInfinity, false);
});

test("latency over time has every measured request of the duet once, second by second", () => {
  const { startSeconds, endSeconds, requests, failed } = overTime(summary.plots, "shadowsocks");
  const duet = stored.run.timeline.find(({ phase }) => phase === "i0-duet")!;
  assert.deepEqual(requests, Array(40).fill(25));
  assert.equal(sum(failed), 12);
  assert.equal(startSeconds[0], duet.startNs / 1e9 + 1, "the first second settles");
  assert.equal(endSeconds.at(-1), duet.startNs / 1e9 + 41);
});

test("medians over time follow the two levels that the blocks have by turns", () => {
  const { p50Us } = overTime(summary.plots, "stunnel");
  const { wobbleUs } = fixtureScenarios.find(({ name }) => name === "stunnel")!;
  // two seconds at one level, two at the other
  assert.deepEqual(p50Us.slice(4, 8), p50Us.slice(0, 4));
  assert.equal(p50Us[2]! - p50Us[0]!, 2 * wobbleUs);
});

test("bins are as wide as 20 requests need, so that a p95 is not the greatest value", () => {
  const some = stored.samples.filter(({ seq }) => seq % 10 === 0);
  const { requests, startSeconds } = overTime(analyse({ ...stored, samples: some }).plots, "baseline");
  assert.equal(startSeconds[1]! - startSeconds[0]!, 8);
  assert.deepEqual(requests, Array(5).fill(20));
});

test("six instances have at most the allowed bins, and none spans two of them", () => {
  const many = storedRun(undefined, 6);
  const { plots } = analyse(many);
  const { startSeconds, endSeconds, requests } = overTime(plots, "baseline");
  assert.ok(startSeconds.length <= mostBins, `${startSeconds.length} bins`);
  assert.equal(sum(requests), 6000);
  const duets = plots.phases.filter(({ kind }) => kind === "duet");
  for (const [index, start] of startSeconds.entries()) {
    const inside = duets.filter(
      (duet) => start >= duet.startSeconds && endSeconds[index]! <= duet.endSeconds,
    );
    assert.equal(inside.length, 1);
  }
});

test("four times as many samples make no larger plots, but for longer curves", () => {
  const more = stored.samples.flatMap((sample): Sample[] => [sample, sample, sample, sample]);
  const { plots } = analyse({ ...stored, samples: more });
  const lengths = (of: Plots) => of.latency.map(({ p50Us }) => p50Us.length);
  assert.deepEqual(lengths(plots), lengths(summary.plots));
  assert.ok(plots.quantiles.every(({ valueUs }) => valueUs.length <= plots.probabilities.length));
});

test("the slots of an instance are one phase", () => {
  const kinds = analyse(storedRun(undefined, 2)).plots.phases.map(
    ({ kind, instance }) => `${instance} ${kind}`,
  );
  assert.deepEqual(kinds, ["0 warmup", "0 duet", "0 slot", "1 warmup", "1 duet", "1 slot"]);
});

test("phases of two instances are never one", () => {
  const { run } = storedRun(undefined, 2);
  const timeline = run.timeline.filter(({ phase }) => phase.endsWith("duet"));
  assert.deepEqual(
    plotPhases({ plan: run.plan, timeline }).map(({ name }) => name),
    ["i0-duet", "i1-duet"],
  );
});

test("a summary with readings of its containers follows its schema", () => {
  const { plots } = validateSummary(JSON.parse(JSON.stringify(analyse({ ...stored, points: readings() }))));
  assert.equal(plots.usage?.series.length, 1);
});

test("a run without readings has no usage", () => {
  assert.equal(summary.plots.usage, null);
});

/** Once a second from second 10 on: so much CPU, and 1 MiB. */
function readings({ container = "relay-client", percent = 25, seconds = 10, from = 10, cpuNs = 0 } = {}) {
  return Array.from(
    { length: seconds + 1 },
    (_, second): ContainerPoint => ({
      ...{ container, scenario: "relay", role: "tunnel-client" },
      atNs: (from + second) * 1e9,
      cpuNs: cpuNs + second * percent * 1e7,
      memoryBytes: 2 ** 20,
    }),
  );
}

test("CPU is that of a bin's time, memory the mean of its readings", () => {
  const usage = usageOverTime(readings())!;
  assert.deepEqual([usage.startSeconds, usage.binSeconds], [10, 1]);
  const [series] = usage.series;
  assert.deepEqual(series!.cpuPercent, [...Array(10).fill(25), null]);
  assert.deepEqual(series!.memoryMiB, Array(11).fill(1));
});

test("CPU between two readings goes to both bins that they span", () => {
  const [first, second] = readings({ seconds: 1 }) as [ContainerPoint, ContainerPoint];
  const shifted = [first, second].map((point) => ({ ...point, atNs: point.atNs + 5e8 }));
  assert.deepEqual(usageOverTime(shifted)!.series[0]!.cpuPercent, [25, 25]);
});

test("containers of one role are added, and where one was not read the sum is not known", () => {
  const points = [...readings(), ...readings({ container: "relay-2-client", percent: 5, seconds: 4 })];
  const [series, ...others] = usageOverTime(points)!.series;
  assert.equal(others.length, 0);
  assert.deepEqual(series!.cpuPercent.slice(0, 6), [30, 30, 30, 30, null, null]);
  assert.deepEqual(series!.memoryMiB.slice(3, 6), [2, 2, null]);
});

test("nothing is charged to the time between two instances, nor to a container that is new", () => {
  const points = [...readings({ seconds: 2, cpuNs: 9e9 }), ...readings({ seconds: 2, from: 13 })];
  assert.deepEqual(usageOverTime(points)!.series[0]!.cpuPercent, [25, 25, null, 25, 25, null]);
  const later = [...readings({ seconds: 2 }), ...readings({ seconds: 2, from: 30, cpuNs: 9e9 })];
  assert.deepEqual(usageOverTime(later)!.series[0]!.cpuPercent.slice(2, 20), Array(18).fill(null));
});

test("an hour of readings has the allowed bins, with the CPU of all of them", () => {
  const usage = usageOverTime(readings({ seconds: 3600 }))!;
  assert.equal(usage.binSeconds, 31);
  const { cpuPercent } = usage.series[0]!;
  assert.ok(cpuPercent.length <= mostBins);
  assert.deepEqual([...new Set(cpuPercent)], [25]);
});
