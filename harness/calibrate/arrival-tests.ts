/**
 * Kolmogorov's distance between a sample and the exponential distribution of a known rate: the largest gap between the two
 * distribution functions. A. N. Kolmogorov, 1933; the same as D of R's ks.test(x, "pexp", rate). Takes values > 0.
 */
export function exponentialDistance(values: readonly number[], rate: number): number {
  const n = values.length;
  const gaps = values
    .toSorted((a, b) => a - b)
    .map((value, index) => {
      const probability = 1 - Math.exp(-rate * value);
      return Math.max(probability - index / n, (index + 1) / n - probability);
    });
  return Math.max(...gaps);
}

/** Distance that a sample of n stays below with probability 1 − p: √(ln(2/p)/2)/√n, the first term of Kolmogorov's limit. */
export function criticalDistance(n: number, p: number): number {
  return Math.sqrt(Math.log(2 / p) / 2 / n);
}

/** Variance of the counts in equal intervals by their mean: 1 for a Poisson process (index of dispersion, Fisher 1925). */
export function countDispersion(times: readonly number[], length: number, interval: number): number {
  const counts = new Array<number>(Math.floor(length / interval)).fill(0);
  for (const time of times) {
    const index = Math.floor(time / interval);
    if (index >= 0 && index < counts.length) counts[index]!++;
  }
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  return squares / (counts.length - 1) / mean;
}
