/**
 * Orders of n targets, balanced for position and for what came before: every ordered pair of neighbours occurs equally
 * often, once for an even n (n rows) and twice for an odd one (2n rows). Targets are 0…n−1.
 * Construction: E. J. Williams, "Experimental designs balanced for the estimation of residual effects of treatments", 1949.
 */
export function williamsSquare(n: number): number[][] {
  if (n < 2) return n === 1 ? [[0]] : [];
  const first = zigzag(n);
  const rows = Array.from({ length: n }, (_, shift) => first.map((target) => (target + shift) % n));
  return n % 2 === 0 ? rows : [...rows, ...rows.map((row) => row.toReversed())];
}

/** 0, 1, n−1, 2, n−2, …: its neighbours' differences are all different. */
function zigzag(n: number): number[] {
  return Array.from({ length: n }, (_, position) => {
    const step = Math.ceil(position / 2);
    return position % 2 === 1 ? step : (n - step) % n;
  });
}
