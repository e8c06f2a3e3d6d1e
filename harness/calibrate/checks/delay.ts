import { fitLine } from "../../stats/linear-fit.ts";
import { quantile, quantileRanks } from "../../stats/quantile.ts";
import { type Check, type Finding, within } from "../check.ts";
import { type Cdf, exponentialCdf, sumQuantile, uniformCdf } from "../closed-forms.ts";
import { duet, type Measured, NotMeasured } from "../measured.ts";
import { injected, zero } from "../targets.ts";

/** METHOD.md §8, K1. */
const slopeTolerance = 0.02;
const interceptToleranceMs = 0.1;
/** METHOD.md §8, K2: the interval is widened by this. */
const wideningMs = 0.3;
const confidence = 0.99;
/** A tolerance wider than this share of what was injected says nothing: without any delay the check could pass. */
const widestShare = 0.5;
/** Two-sided 99 % of the normal distribution. */
const normal99 = 2.576;

/** Medians less the one at knob 0, against what was injected: a line with slope 1 through 0. */
function delayLine(measured: Measured) {
  const baseMs = measured.latencyMs(zero, "p50");
  const points = Object.entries(injected.delayMs).map(
    ([scenario, delayMs]) => [delayMs, measured.latencyMs(scenario, "p50") - baseMs] as const,
  );
  return fitLine(points);
}

/** A quantile of delay and relay's own time together: the true one lies in the 99 % order-statistic interval, widened. */
function quantileCheck(scenario: string, name: string, statistic: "p50" | "p90" | "p99", cdf: Cdf): Check {
  const p = Number(statistic.slice(1)) / 100;
  return {
    ...{ id: `K2-${name}-${statistic}`, unit: "ms", title: `${scenario}: ${statistic}` },
    find(measured) {
      const sorted = measured.latenciesMs(duet, scenario);
      const ranks = quantileRanks(sorted.length, p, confidence);
      if (ranks === null) throw new NotMeasured(`${scenario}: too few samples for a ${statistic}`);
      const expected = sumQuantile(p, cdf, measured.latenciesMs(duet, zero));
      const observed = measured.latencyMs(scenario, statistic);
      // around the samples' own quantile: around a wrong figure of the summary it would reach to the right one
      const middle = quantile(sorted, p);
      const below = middle - sorted[ranks.low - 1]! + wideningMs;
      const above = sorted[ranks.high - 1]! - middle + wideningMs;
      if (Math.max(below, above) > widestShare * sumQuantile(p, cdf, [0]))
        throw new NotMeasured(`${scenario}: the interval is wider than half of what was injected`);
      return { expected, observed, low: expected - above, high: expected + below };
    },
  };
}

/** Mean less the mean at knob 0, ± 2.576 deviations of such a mean by the injected distribution (99 %), widened as well. */
function meanCheck(id: string, scenario: string, expected: number, deviationMs: number): Check {
  return {
    ...{ id, unit: "ms", title: `${scenario}: mean` },
    find(measured): Finding {
      const [own, base] = [scenario, zero].map((name) => measured.latencyMs(name, "mean"));
      const n = measured.samples(duet, scenario).length;
      return within(expected, own! - base!, (normal99 * deviationMs) / Math.sqrt(n) + wideningMs);
    },
  };
}

const { exponentialMeanMs: meanMs, uniformMs } = injected;
const quantiles = ["p50", "p90", "p99"] as const;

/** K1 and K2 of METHOD.md §8: delays of a known time, and of a known distribution. */
export const delayChecks: readonly Check[] = [
  {
    ...{ id: "K1-slope", title: "p50 against a delay of 0, 1, 5, 20 ms: slope", unit: "ms/ms" },
    find: (measured) => within(1, delayLine(measured).slope, slopeTolerance),
  },
  {
    ...{ id: "K1-intercept", title: "p50 against a delay of 0, 1, 5, 20 ms: intercept", unit: "ms" },
    find: (measured) => within(0, delayLine(measured).intercept, interceptToleranceMs),
  },
  ...quantiles.map((name) => quantileCheck("delay-exponential", "exponential", name, exponentialCdf(meanMs))),
  meanCheck("K2-exponential-mean", "delay-exponential", meanMs, meanMs),
  ...quantiles.map((name) => quantileCheck("delay-uniform", "uniform", name, uniformCdf(uniformMs))),
  meanCheck(
    "K2-uniform-mean",
    "delay-uniform",
    (uniformMs.from + uniformMs.to) / 2,
    (uniformMs.to - uniformMs.from) / Math.sqrt(12),
  ),
];
