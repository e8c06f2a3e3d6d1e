import { type Check, within } from "../check.ts";
import { stallCdf, stallMean, sumQuantile } from "../closed-forms.ts";
import { duet, type Measured } from "../measured.ts";
import { duetSpec } from "../plan.ts";
import { stallMeanTolerance, stallQuantileTolerance } from "../stall-tolerance.ts";
import { injected, zero } from "../targets.ts";

const stall = { stallMs: injected.stallMs, everyMs: injected.stallEveryMs };
const traffic = {
  stallMs: injected.stallMs,
  ratePerSecond: duetSpec.ratePerSecond,
  stalls: (duetSpec.seconds * 1_000) / injected.stallEveryMs,
};
/** As K1's intercept, METHOD.md §8. */
const medianToleranceMs = 0.1;
/** METHOD.md §8, K3b. */
const hidden = { p99Ms: 5, leastMaxShare: 0.97 };

/** The stall and the relay's own time together. */
function stallQuantileCheck(statistic: "p50" | "p95" | "p99", toleranceMs: number): Check {
  const p = Number(statistic.slice(1)) / 100;
  return {
    ...{ id: `K3-${statistic}`, title: `stall, open loop: ${statistic}`, unit: "ms" },
    find(measured) {
      const expected = sumQuantile(p, stallCdf(stall), measured.latenciesMs(duet, zero));
      return within(expected, measured.latencyMs("stall", statistic), toleranceMs);
    },
  };
}

/** Milliseconds; a quantile that failures made infinite is so here. */
function closedLoop(measured: Measured) {
  const found = measured.capacity("stall", "closedLoop.1", (figures) => figures.closedLoop?.["1"]);
  const inMs = (us: number | null) => (us ?? Number.POSITIVE_INFINITY) / 1_000;
  return { p50Ms: inMs(found.p50Us), p99Ms: inMs(found.p99Us), maxMs: inMs(found.maxUs) };
}

/** K3 and K3b of METHOD.md §8: a stall of 1 s every 10 s, which an open loop shows and a closed loop hides. */
export const stallChecks: readonly Check[] = [
  stallQuantileCheck("p50", medianToleranceMs),
  // no p99.9: of 1,000 requests the summary gives none either
  ...(["p95", "p99"] as const).map((name) => stallQuantileCheck(name, stallQuantileTolerance(traffic))),
  {
    ...{ id: "K3-mean", title: "stall, open loop: mean", unit: "ms" },
    find(measured) {
      const expected = stallMean(stall);
      const observed = measured.latencyMs("stall", "mean") - measured.latencyMs(zero, "mean");
      const n = measured.samples(duet, "stall").length;
      return within(expected, observed, stallMeanTolerance(traffic, n, expected));
    },
  },
  {
    ...{ id: "K3b-p99", title: "stall, closed loop of 1: p99 hides it", unit: "ms" },
    find(measured) {
      const { p50Ms, p99Ms } = closedLoop(measured);
      return { expected: p50Ms, observed: p99Ms, low: 0, high: hidden.p99Ms };
    },
  },
  {
    ...{ id: "K3b-max", title: "stall, closed loop of 1: only the maximum shows it", unit: "ms" },
    find(measured) {
      const { p50Ms, maxMs } = closedLoop(measured);
      const low = hidden.leastMaxShare * stall.stallMs;
      return { expected: stall.stallMs + p50Ms, observed: maxMs, low, high: null };
    },
  },
];
