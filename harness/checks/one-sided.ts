import type { CostComparison, LatencyComparison } from "../model/summary.ts";
import { tQuantile } from "../stats/distributions.ts";
import type { Interval } from "../stats/t-interval.ts";

/**
 * The 90 % interval of a comparison in one run: the true ratio is above its lower end with 95 %, and below its upper end with
 * 95 %, which is what a test against one side goes by (METHOD.md §2.4). A summary stores the 95 % interval; both are t on the same
 * n − 1 degrees of freedom, so one follows from the other, on the scale on which t made it symmetric: logarithms for latencies,
 * the ratio itself for costs.
 */
export function oneSidedInterval(comparison: LatencyComparison | CostComparison): Interval {
  const { ratio, low, high, n } = comparison;
  const [to, from] = "shiftUs" in comparison ? [Math.log, Math.exp] : [identity, identity];
  const narrowing = tQuantile(0.95, n - 1) / tQuantile(0.975, n - 1);
  const narrow = (end: number) => from(to(ratio) + (to(end) - to(ratio)) * narrowing);
  return { low: narrow(low), high: narrow(high) };
}

function identity(value: number): number {
  return value;
}
