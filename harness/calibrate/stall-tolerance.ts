/** Two-sided 99 % of the normal distribution; a printed table has 2.576. */
const normal99 = 2.576;
/** METHOD.md §8, K3: of the stall's length. */
const allowedShare = 0.03;

export interface StalledTraffic {
  stallMs: number;
  ratePerSecond: number;
  /** How many stalls the sample saw. */
  stalls: number;
}

/**
 * What a quantile above the stall's start may differ, ms: METHOD.md's ±3 % of S, and what few requests cost. With one
 * request in each interval of 1/r, how many fall into a window is sure but for the intervals that its two ends cut, each
 * with a variance of at most 1/4 (Bernoulli). Over k stalls the count's deviation is at most √(k/2), and each
 * request is worth 1/(r·k) of latency. The exponential of a Poisson schedule would cost more; this is for `jittered`.
 */
export function stallQuantileTolerance({ stallMs, ratePerSecond, stalls }: StalledTraffic): number {
  const countDeviation = Math.sqrt(stalls / 2);
  return allowedShare * stallMs + (normal99 * countDeviation * 1_000) / (ratePerSecond * stalls);
}

/**
 * The same for the mean of `n` requests: a request more or less at a stall's start is worth S, at its end nothing, so only
 * the one end counts: S·√(k/4)/n. METHOD.md's 3 % are of the mean here.
 */
export function stallMeanTolerance(traffic: StalledTraffic, n: number, meanMs: number): number {
  return allowedShare * meanMs + (normal99 * traffic.stallMs * Math.sqrt(traffic.stalls / 4)) / n;
}
