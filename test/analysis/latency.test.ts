import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { Sample } from "../../harness/model/sample.ts";
import type { WorkloadSummary } from "../../harness/model/summary.ts";
import { storedRun } from "../support/fixture-run.ts";
import { fixtureScenarios } from "../support/fixture-scenarios.ts";

const stored = storedRun();
const summary = analyse(stored);

function http(name: string, from = summary): WorkloadSummary {
  return from.scenarios.find((scenario) => scenario.name === name)!.workloads.http!;
}

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);
}

/** Changes the samples of one scenario's HTTP duet, with their number among the analysed ones. */
function withDuet(name: string, change: (sample: Sample, index: number) => Sample) {
  let index = 0;
  const samples = stored.samples.map((sample) => {
    const isMeant =
      sample.scenario === name &&
      sample.workload === "http" &&
      sample.phase === "i0-duet" &&
      sample.block > 0;
    return isMeant ? change(sample, index++) : sample;
  });
  return analyse({ ...stored, samples });
}

test("latency counts from the release, scheduled latency from the plan, one-way delay to the service", () => {
  const { latencyUs, scheduledLatencyUs, oneWayUs, dispatchLagUs } = http("baseline");
  assert.equal(latencyUs.p50!.value, 400 + 240);
  assert.equal(scheduledLatencyUs.p50!.value, 400 + 240 + 100);
  assert.equal(oneWayUs!.p50!.value, (400 + 240) / 2);
  assert.deepEqual(dispatchLagUs, { p50: 100, p99: 100, max: 100 });
});

test("warm-up, settling and slots do not enter the latencies", () => {
  const { latencyUs, sent } = http("baseline");
  assert.equal(sent, 40 * 25);
  assert.deepEqual([latencyUs.min!.value, latencyUs.max!.value], [400, 890]);
});

test("the median of two alternating levels is where 26 · 10 lower and 24 · 10 upper values end", () => {
  assert.equal(http("stunnel").latencyUs.p50!.value, 651 + 250);
});

test("a quantile has the order statistics of its ranks as interval", () => {
  // Ranks 469 and 532 of 1000; each value occurs 20 times.
  assert.deepEqual(http("baseline").latencyUs.p50, { value: 640, low: 400 + 10 * 23, high: 400 + 10 * 26 });
});

test("an extreme is bounded on one side only", () => {
  assert.deepEqual(http("baseline").latencyUs.max, { value: 890, low: 890, high: null });
  assert.deepEqual(http("baseline").latencyUs.min, { value: 400, low: 0, high: 400 });
});

test("timeouts stay in the sample as infinite latencies", () => {
  const { latencyUs, sent, ok, errors, errorRatio, lossRatio } = http("shadowsocks");
  assert.deepEqual([sent, ok, errors.timeout, errorRatio, lossRatio], [1000, 988, 12, 0.012, 0.012]);
  assert.equal(latencyUs.p99!.value, null);
  assert.equal(latencyUs.p99!.low, 910);
  assert.equal(latencyUs.mean!.value, null);
});

test("one instance is compared by its two-second blocks, widened by 3 %", () => {
  const { p50 } = http("stunnel").vsBaseline!;
  const halfDifference = Math.log(909 / 891) / 2;
  const standardError = Math.sqrt((halfDifference ** 2 * (20 / 19)) / 20 + 0.03 ** 2);
  assert.deepEqual([p50!.n, p50!.level, p50!.verdict], [20, "block", "slower"]);
  near(p50!.ratio, Math.sqrt(891 * 909) / 640, 1e-12);
  near(Math.log(p50!.high / p50!.ratio), 2.093024 * standardError, 1e-7);
  near(p50!.shiftUs, Math.sqrt(891 * 909) - 640, 1e-9);
  near(p50!.shiftHighUs, Math.sqrt(891 * 909) * Math.exp(2.093024 * standardError) - 640, 1e-4);
  near(p50!.marginRatio, 100 / 640, 1e-12);
});

test("a scenario that lived in one instance of three is not compared beside those that lived in all", () => {
  const three = storedRun(fixtureScenarios, 3);
  const isLost = ({ scenario, instance }: Sample) => scenario === "stunnel" && instance > 0;
  const samples = three.samples.filter((sample) => !isLost(sample));
  const { scenarios } = analyse({ ...three, samples });
  const { workloads, reasons } = scenarios.find(({ name }) => name === "stunnel")!;
  const { p50, p95, systemCpu } = workloads.http!.vsBaseline!;
  assert.deepEqual([p50, p95, systemCpu], [null, null, null]);
  for (const name of ["p50", "p95", "p99", "systemCpu"])
    assert.equal(reasons[`workloads.http.vsBaseline.${name}`], "in 1 of 3 instances only");
});

test("the deviation between instances can come from a calibration of the host", () => {
  const { p50 } = http("relay", analyse({ ...stored, instanceSd: 0.01 })).vsBaseline!;
  near(Math.log(p50!.high / p50!.ratio), 2.093024 * 0.01, 1e-7);
});

test("a two-second block does not carry a p99, an instance does", () => {
  assert.equal(http("stunnel").vsBaseline!.p99, null);
  const { p50, p99 } = http("stunnel", analyse(storedRun(fixtureScenarios, 3))).vsBaseline!;
  assert.deepEqual([p99!.n, p99!.level], [3, "instance"]);
  near(p50!.ratio, 901 / 640, 1e-12);
});

test("a block without a finite median makes the comparison impossible, not favourable", () => {
  const broken = withDuet("stunnel", (sample, index) =>
    index < 50 ? { ...sample, doneNs: null, receivedNs: null, outcome: "reset" } : sample,
  );
  const scenario = broken.scenarios.find(({ name }) => name === "stunnel")!;
  assert.equal(scenario.workloads.http!.vsBaseline!.p50, null);
  assert.equal(scenario.reasons["workloads.http.vsBaseline.p50"], "1 of 20 blocks have no finite p50");
});

test("requests that the generator never released are offered but not sent", () => {
  const { sent, ok, errors, offeredPerSecond, achievedPerSecond, dispatchLagUs } = http(
    "stunnel",
    withDuet("stunnel", (sample, index) =>
      index < 100 ? { ...sample, readyNs: sample.intendedNs + 9e9, doneNs: null, outcome: "unsent" } : sample,
    ),
  );
  assert.deepEqual([sent, ok, errors.unsent, offeredPerSecond, achievedPerSecond], [900, 900, 100, 25, 22.5]);
  assert.equal(dispatchLagUs!.max, 100);
});

test("requests that were released after the duet are sent, but the rate was not achieved", () => {
  const { endNs } = stored.run.timeline.find(({ phase }) => phase === "i0-duet")!;
  const { sent, ok, offeredPerSecond, achievedPerSecond } = http(
    "stunnel",
    withDuet("stunnel", (sample, index) => (index < 100 ? { ...sample, readyNs: endNs + 51e6 } : sample)),
  );
  assert.deepEqual([sent, ok, offeredPerSecond, achievedPerSecond], [1000, 1000, 25, 22.5]);
});

test("duplicates and messages out of order are counted", () => {
  const { duplicates, reordered } = http(
    "relay",
    withDuet("relay", (sample, index) => ({
      ...sample,
      duplicates: index % 50 === 0 ? 2 : 0,
      reordered: index % 200 === 0,
    })),
  );
  assert.deepEqual([duplicates, reordered], [40, 5]);
});

test("an interrupted duet is divided by the seconds that it lasted", () => {
  const samples = stored.samples.filter(({ phase, block }) => phase !== "i0-duet" || block <= 20);
  const timeline = stored.run.timeline.map((entry) => ({ ...entry, status: "interrupted" as const }));
  const { offeredPerSecond, sent } = http(
    "relay",
    analyse({ ...stored, samples, run: { ...stored.run, timeline } }),
  );
  assert.deepEqual([sent, offeredPerSecond], [500, 25]);
});

test("without the time of receipt there is no one-way delay", () => {
  const scenario = withDuet("relay", (sample) => ({ ...sample, receivedNs: null })).scenarios.find(
    ({ name }) => name === "relay",
  )!;
  assert.equal(scenario.workloads.http!.oneWayUs, null);
  assert.match(scenario.reasons["workloads.http.oneWayUs"]!, /^1000 answers without/);
});
