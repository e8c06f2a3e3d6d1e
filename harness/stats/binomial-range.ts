import { binomialCdf } from "./distributions.ts";

/**
 * Counts that a binomial(n, p) variable stays in with at least `confidence`: from its lower to its upper quantile of
 * (1 − confidence)/2 each side, as R's qbinom gives them.
 */
export function binomialRange(n: number, p: number, confidence: number): { low: number; high: number } {
  const tail = (1 - confidence) / 2;
  return { low: leastCount(n, p, tail), high: leastCount(n, p, 1 - tail) };
}

/** Least count whose cumulative probability reaches `probability`. */
function leastCount(n: number, p: number, probability: number): number {
  let count = 0;
  while (count < n && binomialCdf(count, n, p) < probability) count++;
  return count;
}
