import { mean, sampleStandardDeviation } from "simple-statistics";
import { tCdf, tQuantile } from "./distributions.ts";

export interface Interval {
  low: number;
  high: number;
}

/** A mean, and how sure it is. */
export interface MeanEstimate {
  mean: number;
  standardError: number;
  degreesOfFreedom: number;
  /** Two-sided p of "the true mean is 0". */
  p: number;
}

/**
 * Mean of independent values. `extraVariance` widens it by a variance that the values cannot show,
 * as that between instances when there is one only: SE² = s²/n + extra (METHOD.md §10.1). Needs two values.
 */
export function estimateMean(values: readonly number[], extraVariance = 0): MeanEstimate | null {
  if (values.length < 2) return null;
  const center = mean(values as number[]);
  const deviation = sampleStandardDeviation(values as number[]);
  const standardError = Math.sqrt(deviation ** 2 / values.length + extraVariance);
  const degreesOfFreedom = values.length - 1;
  return {
    mean: center,
    standardError,
    degreesOfFreedom,
    p: twoSidedP(center, standardError, degreesOfFreedom),
  };
}

/** The t-interval around an estimated mean. */
export function tInterval(estimate: MeanEstimate, confidence = 0.95): Interval {
  const t = tQuantile(1 - (1 - confidence) / 2, estimate.degreesOfFreedom);
  const halfWidth = t * estimate.standardError;
  return { low: estimate.mean - halfWidth, high: estimate.mean + halfWidth };
}

/**
 * Effect that is found with 80 % power, in the unit of the standard error:
 * (t[1−α/2m, n−1] + t[0.8, n−1]) · SE with α = 5 % and m comparisons. METHOD.md §2.4.
 */
export function minimumDetectableEffect(
  standardError: number,
  degreesOfFreedom: number,
  comparisons = 1,
): number {
  const reject = tQuantile(1 - 0.05 / (2 * comparisons), degreesOfFreedom);
  return (reject + tQuantile(0.8, degreesOfFreedom)) * standardError;
}

/** How often a mean would be so far from 0, or farther, if the true one were 0. */
export function twoSidedP(center: number, standardError: number, degreesOfFreedom: number): number {
  if (standardError === 0) return center === 0 ? 1 : 0;
  return 2 * tCdf(-Math.abs(center / standardError), degreesOfFreedom);
}
