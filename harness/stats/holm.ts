/**
 * p-values of one family, adjusted so that the chance of any false alarm in it stays below the level that each is compared
 * with: the k-th smallest of m becomes the largest of (m − i + 1)·p(i) for i ≤ k, at most 1. Same order as given.
 * S. Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statistics 6, 1979. METHOD.md §2.3.
 */
export function adjustHolm(ps: readonly number[]): number[] {
  const ascending = ps.map((_, index) => index).sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = new Array<number>(ps.length);
  let highest = 0;
  ascending.forEach((index, rank) => {
    highest = Math.max(highest, Math.min(1, (ps.length - rank) * ps[index]!));
    adjusted[index] = highest;
  });
  return adjusted;
}
