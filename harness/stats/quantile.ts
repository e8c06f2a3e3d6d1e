import { binomialCdf } from "./distributions.ts";

declare const sortedBrand: unique symbol;

/** Ascending values; +Infinity (a request without an answer, METHOD.md §2.6) is allowed and sorts last. */
export type SortedSamples = Float64Array & { readonly [sortedBrand]: true };

/** Ranks count from 1. */
export interface RankInterval {
  low: number;
  high: number;
}

export interface QuantileEstimate {
  /** The order statistic; +Infinity where too many requests have no answer. */
  value: number;
  low: number;
  high: number;
}

/** What an interval needs: `needed` samples, of which `n` are there. */
export interface TooFewSamples {
  n: number;
  needed: number;
}

/** Sorts a copy; throws nothing and removes nothing. */
export function sortSamples(values: Iterable<number> | Float64Array): SortedSamples {
  return Float64Array.from(values).sort() as SortedSamples;
}

/**
 * Rank of the quantile's point estimate: the least k with k/n ≥ p (inverse of the empirical distribution).
 * The subtraction keeps 0.07 · 100 = 7.000000000000001 from becoming rank 8.
 */
export function quantileRank(n: number, p: number): number {
  return Math.max(1, Math.ceil(p * n - 1e-9));
}

/** Point estimate of a quantile by order statistic, in the unit of the samples; NaN for an empty sample. */
export function quantile(sorted: SortedSamples, p: number): number {
  return sorted[quantileRank(sorted.length, p) - 1] ?? Number.NaN;
}

/** Least n that carries a two-sided interval: both tails can be cut off by at least one order statistic. */
export function minimumSampleSize(p: number, confidence = 0.95): number {
  const tail = (1 - confidence) / 2;
  return Math.ceil(Math.log(tail) / Math.log(Math.max(p, 1 - p)));
}

/**
 * Ranks of the distribution-free interval of a quantile: X(low) ≤ Q ≤ X(high) holds with at least `confidence`,
 * because the number of samples below Q is binomial(n, p). Null when n is too small. METHOD.md §2.3.
 */
export function quantileRanks(n: number, p: number, confidence = 0.95): RankInterval | null {
  const tail = (1 - confidence) / 2;
  if (n < minimumSampleSize(p, confidence)) return null;
  const low = leastRank(n, (rank) => binomialCdf(rank, n, p) > tail);
  const high = leastRank(n, (rank) => binomialCdf(rank - 1, n, p) >= 1 - tail);
  return { low, high };
}

/** Quantile with its 95 % interval by binomial ranks, or what is missing to give one. */
export function quantileEstimate(sorted: SortedSamples, p: number): QuantileEstimate | TooFewSamples {
  const ranks = quantileRanks(sorted.length, p);
  if (ranks === null) return { n: sorted.length, needed: minimumSampleSize(p) };
  return { value: quantile(sorted, p), low: sorted[ranks.low - 1]!, high: sorted[ranks.high - 1]! };
}

/** Bisection over 1…n for the first rank where a condition that stays true becomes true. */
function leastRank(n: number, holds: (rank: number) => boolean): number {
  let low = 1;
  let high = n;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
