import { summariseLatency } from "../../analysis/distribution.ts";
import { ReasonBook } from "../../analysis/reasons.ts";
import { collectTraffic, trafficKey } from "../../analysis/traffic.ts";
import type { Phase } from "../../model/plan.ts";
import type { Sample } from "../../model/sample.ts";
import { quantile, sortSamples } from "../../stats/quantile.ts";
import { type Check, isTrue, within } from "../check.ts";
import { duet, latencyMs, type Measured, NotMeasured } from "../measured.ts";
import { type SyntheticSpec, simulateRuns } from "../synthetic-instances.ts";
import { plainTargets, zero } from "../targets.ts";

/** METHOD.md §8, K27; as many requests as 12 s of a duet have, because the intervals rest on the instances. */
const synthetic: SyntheticSpec = {
  ...{ runs: 1_000, instances: 6, requests: 300 },
  ...{ requestSigma: 0.25, instanceSd: 0.02, ratio: 1.1, medianUs: 2_000 },
  seed: "K27",
};
/** METHOD.md §8, K32. */
const stampTolerance = 0.05;
const leastStamped = 100;

/** Samples of two instances of unequal size: 900 requests of 1 to 900 µs, and 100 of 10,001 to 10,100 µs. */
const halves = [
  { instance: 0, count: 900, aboveUs: 0 },
  { instance: 1, count: 100, aboveUs: 10_000 },
];

/** p99 that the analysis gives for the two halves together, µs. Rank 990 of 1,000 is the 90th of the second half. */
export function pooledP99Us(): number {
  const base = { scenario: zero, workload: "http", block: 0, intendedNs: 0, readyNs: 0 } as const;
  const samples = halves.flatMap(({ instance, count, aboveUs }) =>
    Array.from({ length: count }, (_, index): Sample => {
      const doneNs = (aboveUs + index + 1) * 1_000;
      return {
        ...{ ...base, phase: `half-${instance}`, instance, seq: index, sentNs: 0, firstNs: doneNs, doneNs },
        ...{ receivedNs: doneNs, outcome: "ok", duplicates: 0, reordered: false },
      };
    }),
  );
  const phases = halves.map(
    ({ instance }): Phase => ({
      ...{ kind: "duet", name: `half-${instance}`, instance, round: null, scenarios: [zero] },
      ...{ workloads: ["http"], seconds: 1, ratePerSecond: 0, settleSeconds: 0 },
    }),
  );
  const { duets } = collectTraffic(samples, { plan: { phases }, timeline: [] }, new Map());
  const { latencyUs } = duets.get(trafficKey(zero, "http"))!;
  return summariseLatency(latencyUs, "http", new ReasonBook()).p99!.value!;
}

/** What whole-millisecond stamps of a wall clock make of the requests that took less than 1 ms. */
function stampedBelowOneMs(measured: Measured): { stamped: number[]; trueMs: number[] } {
  const samples = measured.samples(duet, zero).filter((sample) => latencyMs(sample) < 1);
  if (samples.length < leastStamped)
    throw new NotMeasured(
      `${zero}: ${samples.length} requests took less than 1 ms, of ${leastStamped} needed`,
    );
  const stampMs = (ns: number) => Math.floor(ns / 1e6);
  return {
    stamped: samples.map(({ readyNs, doneNs }) => stampMs(doneNs!) - stampMs(readyNs)),
    trueMs: samples.map(latencyMs),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** K26, K27, K28 and K32 of METHOD.md §8. */
export const statisticsChecks: readonly Check[] = [
  {
    ...{ id: "K26", title: "control against relay is not called slower or faster (1 = yes)", unit: "" },
    find({ summary }) {
      const comparison = summary.control?.workloads.http?.p50;
      if (!comparison) throw new NotMeasured(`no comparison of ${plainTargets.join(" and ")}`);
      return isTrue(comparison.verdict !== "slower" && comparison.verdict !== "faster");
    },
  },
  {
    ...{ id: "K27-coverage", title: "synthetic runs: 95 % interval holds the true ratio", unit: "" },
    find: () => ({ expected: 0.95, observed: simulateRuns(synthetic).coverage, low: 0.93, high: 0.97 }),
  },
  {
    ...{ id: "K27-power", title: "synthetic runs: a ratio of 1.10 is called slower", unit: "" },
    find: () => ({ expected: 1, observed: simulateRuns(synthetic).detected, low: 0.95, high: 1 }),
  },
  {
    ...{ id: "K28-quantile", title: "p99.9 of 1 to 100,000", unit: "" },
    find() {
      const values = sortSamples(Array.from({ length: 100_000 }, (_, index) => index + 1));
      return within(99_900, quantile(values, 0.999), 0);
    },
  },
  {
    ...{ id: "K28-pooled", title: "p99 of two unequal halves is the pooled one", unit: "µs" },
    find: () => within(10_090, pooledP99Us(), 0),
  },
  {
    ...{ id: "K32", title: "whole-millisecond stamps below 1 ms: share that reads 1 is the mean", unit: "" },
    find(measured) {
      const { stamped, trueMs } = stampedBelowOneMs(measured);
      return within(meanOf(trueMs), meanOf(stamped), stampTolerance);
    },
  },
];
