import binomialCdfOf from "@stdlib/stats-base-dists-binomial-cdf";
import tCdfOf from "@stdlib/stats-base-dists-t-cdf";
import tQuantileOf from "@stdlib/stats-base-dists-t-quantile";

/** Quantile of Student's t distribution: the t with probability `probability` below it. */
export function tQuantile(probability: number, degreesOfFreedom: number): number {
  return tQuantileOf(probability, degreesOfFreedom);
}

/** Probability that Student's t is at most `t`. */
export function tCdf(t: number, degreesOfFreedom: number): number {
  return tCdfOf(t, degreesOfFreedom);
}

/** Probability of at most `successes` successes in `trials` independent trials. */
export function binomialCdf(successes: number, trials: number, probability: number): number {
  return binomialCdfOf(successes, trials, probability);
}
