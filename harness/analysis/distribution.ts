import { type Estimate, type LatencyDistribution, latencyStatistics } from "../model/summary.ts";
import { quantile, quantileEstimate, type SortedSamples, sortSamples } from "../stats/quantile.ts";
import { estimateMean, tInterval } from "../stats/t-interval.ts";
import type { Missing, ReasonBook } from "./reasons.ts";

/** Values in any order. */
type Values = readonly number[] | Float64Array;

const probabilities = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

/** Statistics of one latency sample in µs; +Infinity stands for a request without an answer and stays in. */
export function summariseLatency(values: Values, path: string, book: ReasonBook): LatencyDistribution {
  const sorted = sortSamples(values);
  const distribution = {} as LatencyDistribution;
  for (const statistic of latencyStatistics) {
    distribution[statistic] = book.take(`${path}.${statistic}`, estimateOf(statistic, sorted, values));
  }
  return distribution;
}

function estimateOf(
  statistic: keyof LatencyDistribution,
  sorted: SortedSamples,
  values: Values,
): Estimate | Missing {
  if (sorted.length === 0) return { missing: "no request was sent" };
  const least = sorted[0]!;
  const greatest = sorted[sorted.length - 1]!;
  if (statistic === "min") return toEstimate(least, 0, least);
  if (statistic === "max") return toEstimate(greatest, greatest, Number.POSITIVE_INFINITY);
  if (statistic === "mean") return estimateOfMean(values);
  const estimate = quantileEstimate(sorted, probabilities[statistic]);
  if ("needed" in estimate) return { missing: `n/a (n=${estimate.n} < ${estimate.needed})` };
  return toEstimate(estimate.value, estimate.low, estimate.high);
}

/** A single missing answer makes the mean infinite, METHOD.md §2.6. */
function estimateOfMean(values: Values): Estimate | Missing {
  if (values.includes(Number.POSITIVE_INFINITY)) return toEstimate(Infinity, Infinity, Infinity);
  // The sums behind it only read by index.
  const estimate = estimateMean(values as readonly number[]);
  if (estimate === null) return { missing: `n/a (n=${values.length} < 2)` };
  const { low, high } = tInterval(estimate);
  return toEstimate(estimate.mean, low, high);
}

/** How late the generator released the requests, µs. */
export function summariseLag(values: Values): { p50: number; p99: number; max: number } | Missing {
  if (values.length === 0) return { missing: "no request was sent" };
  const sorted = sortSamples(values);
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: sorted[sorted.length - 1]! };
}

/** JSON has no infinity: inside an estimate null stands for it. */
function toEstimate(value: number, low: number, high: number): Estimate {
  return { value: orNull(value), low: orNull(low), high: orNull(high) };
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
