import type { Effect } from "./compare.ts";
import { type Interval, minimumDetectableEffect, tInterval } from "./t-interval.ts";
import { differenceOfMeans, estimateOfInterval } from "./welch.ts";

/** One run's relation to its own baseline, as its summary has it: a 95 % t-interval over `n` units. */
export interface Relation extends Interval {
  n: number;
}

/** `log`: an interval of a ratio that is symmetric in its logarithm. `linear`: one in the unit of `level`, symmetric as it is. */
export type RelationScale = "log" | "linear";

/**
 * Difference of differences: how a scenario's relation to baseline changed from one run to another. The machine's level moves
 * from session to session (14 % seen). It is in both terms of a ratio, so there it cancels; a difference grows with it, so whoever
 * gives one brings it to the first run's level before. What is left are independent units of two runs, hence Welch's t. Its `ratio`
 * is relative to `level`, what the scenario showed in the first run, and its `shift` is in the level's unit, at the speed of the
 * first run. METHOD.md §2.3.
 */
export function compareRelations(
  first: Relation,
  second: Relation,
  { level, scale }: { level: number; scale: RelationScale },
): Effect {
  const estimate = ({ low, high, n }: Relation) =>
    estimateOfInterval(scale === "log" ? { low: Math.log(low), high: Math.log(high) } : { low, high }, n);
  const difference = differenceOfMeans(estimate(first), estimate(second));
  const toRatio = (value: number) => (scale === "log" ? Math.exp(value) : 1 + value / level);
  const toRatios = ({ low, high }: Interval) => ({ low: toRatio(low), high: toRatio(high) });
  const toShift = (value: number) => level * (toRatio(value) - 1);
  const interval = tInterval(difference);
  const { mean, p, standardError, degreesOfFreedom } = difference;
  return {
    ratio: toRatio(mean),
    ratioInterval: toRatios(interval),
    ratioInterval90: toRatios(tInterval(difference, 0.9)),
    shift: toShift(mean),
    shiftInterval: { low: toShift(interval.low), high: toShift(interval.high) },
    reference: level,
    p,
    mdeRatio: (comparisons) => toRatio(minimumDetectableEffect(standardError, degreesOfFreedom, comparisons)),
    n: Math.min(first.n, second.n),
  };
}
