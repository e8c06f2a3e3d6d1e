import { median } from "simple-statistics";

/**
 * Slope per step of equally spaced values: the median of the slopes of all pairs, which up to 29 % of wild values cannot
 * move. P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63, 1968. NaN below two values.
 */
export function theilSenSlope(values: readonly number[]): number {
  const slopes: number[] = [];
  for (let later = 1; later < values.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      slopes.push((values[later]! - values[earlier]!) / (later - earlier));
    }
  }
  return slopes.length > 0 ? median(slopes) : Number.NaN;
}

/**
 * Exact one-sided p of "the values do not fall": how likely an order without trend has so many falling pairs, or more.
 * Mann-Kendall; the counts of permutations by inversions follow from those of one value fewer. Ties do not fall.
 * M. G. Kendall, "A new measure of rank correlation", Biometrika 30, 1938.
 */
export function fallingP(values: readonly number[]): number {
  let falling = 0;
  for (let later = 1; later < values.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) if (values[later]! < values[earlier]!) falling++;
  }
  return inversionShares(values.length)
    .slice(falling)
    .reduce((sum, share) => sum + share, 0);
}

/** By length: all instances of a run have the same, and the shares take length⁴ steps. */
const knownShares = new Map<number, readonly number[]>();

/** Share of the permutations of `length` values that have 0, 1, 2, … inversions. */
function inversionShares(length: number): readonly number[] {
  const known = knownShares.get(length);
  if (known !== undefined) return known;
  let shares = [1];
  for (let size = 2; size <= length; size++) {
    const next = new Array<number>(shares.length + size - 1).fill(0);
    shares.forEach((share, inversions) => {
      for (let added = 0; added < size; added++) next[inversions + added]! += share / size;
    });
    shares = next;
  }
  knownShares.set(length, shares);
  return shares;
}

export interface Changepoint {
  /** The first `at` values are on one side, the rest on the other. */
  at: number;
  /** Approximate two-sided p of "no change"; with few values it is too large rather than too small. */
  p: number;
}

/**
 * Where a sequence changes its level, if it does once: the first step of a binary segmentation, by ranks, so that a wild
 * value counts as one. K = max |U(t)|, U(t) = Σ sign(x_i − x_j) over i ≤ t < j, p ≈ 2·exp(−6K² / (n³ + n²)).
 * A. N. Pettitt, "A non-parametric approach to the change-point problem", Applied Statistics 28, 1979. Needs two values.
 */
export function findChangepoint(values: readonly number[]): Changepoint | null {
  const n = values.length;
  if (n < 2) return null;
  let statistic = 0;
  let greatest = 0;
  let at = 1;
  for (let t = 0; t < n - 1; t++) {
    // Moving x_t from the right to the left adds its signs against all others.
    for (const other of values) statistic += Math.sign(values[t]! - other);
    if (Math.abs(statistic) > greatest) [greatest, at] = [Math.abs(statistic), t + 1];
  }
  return { at, p: Math.min(1, 2 * Math.exp((-6 * greatest ** 2) / (n ** 3 + n ** 2))) };
}
