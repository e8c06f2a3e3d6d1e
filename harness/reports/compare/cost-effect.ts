import type { CostComparison } from "../../model/summary.ts";
import type { Effect } from "../../stats/compare.ts";
import { compareRelations, type Relation } from "../../stats/compare-runs.ts";
import type { Interval } from "../../stats/t-interval.ts";

/**
 * How a cost changed from one run to another: in its ratio to baseline's, in which the machine's level cancels and which each
 * summary tells with baseline's own error. It is given as CPU-ms at the first run's level. Null where a run does not tell
 * baseline's cost.
 */
export function costEffect(from: CostComparison, to: CostComparison): Effect | null {
  const [baseline, level] = [baselineCost(from), costLevel(from)];
  if (!isLevel(baseline) || level === null) return null;
  const [before, after] = [relationAt(baseline, from), relationAt(baseline, to)];
  return before && after
    ? compareRelations(before, after, { level, scale: "linear" })
    : effectOfDifferences(from, to, level);
}

/** What the scenario took, CPU-ms per request: baseline's cost, which the two intervals tell, and the difference. Null: not above 0. */
export function costLevel(relation: CostComparison): number | null {
  const level = baselineCost(relation) + relation.shiftMs;
  return isLevel(level) ? level : null;
}

/** The ratio's interval is the difference's over baseline's cost, plus 1; where it has no width, the values tell. */
function baselineCost({ ratio, low, high, shiftMs, shiftLowMs, shiftHighMs }: CostComparison): number {
  return high > low ? (shiftHighMs - shiftLowMs) / (high - low) : shiftMs / (ratio - 1);
}

/** The ratio to baseline as CPU-ms above a baseline of this cost; null in a summary from before its interval was computed. */
function relationAt(baseline: number, { relationLow, relationHigh, n }: CostComparison): Relation | null {
  if (relationLow === undefined || relationHigh === undefined) return null;
  return { low: (relationLow - 1) * baseline, high: (relationHigh - 1) * baseline, n };
}

function isLevel(cost: number): boolean {
  return cost > 0 && Number.isFinite(cost);
}

/**
 * The same of a summary that does not tell how sure baseline's cost is. So the differences to baseline are compared twice, as
 * measured and with the second brought to the first run's level, and the change is what both find: the first is right while the
 * level stays, the second while baseline is known well.
 */
function effectOfDifferences(from: CostComparison, to: CostComparison, level: number): Effect | null {
  const pace = baselineCost(from) / baselineCost(to);
  if (!isLevel(pace)) return null;
  const [before, after] = [widened(from), widened(to)];
  const paced = { ...after, low: after.low * pace, high: after.high * pace };
  const asMeasured = compareRelations(before, after, { level, scale: "linear" });
  return weaker(asMeasured, compareRelations(before, paced, { level, scale: "linear" }));
}

/**
 * The interval of a difference holds baseline's variance once, but a multiple ρ of baseline varies by ρ² of it. Where scenario and
 * baseline vary alike and each for itself, by a share c of their cost, it is c²(1 + ρ²) that the summary shows and 2c²ρ² that is
 * meant (delta method).
 */
function widened({ ratio, shiftMs, shiftLowMs, shiftHighMs, n }: CostComparison): Relation {
  const factor = Math.sqrt(Math.max(1, (2 * ratio ** 2) / (1 + ratio ** 2)));
  const widen = (end: number) => shiftMs + (end - shiftMs) * factor;
  return { low: widen(shiftLowMs), high: widen(shiftHighMs), n };
}

/** What two ways of comparing the same find both: the values nearer to no change, and intervals that hold those of both. */
function weaker(one: Effect, other: Effect): Effect {
  const nearer = Math.abs(one.shift) <= Math.abs(other.shift) ? one : other;
  const isOneWay = Math.sign(one.shift) === Math.sign(other.shift);
  return {
    ...nearer,
    ratioInterval: hull(one.ratioInterval, other.ratioInterval),
    ratioInterval90: hull(one.ratioInterval90, other.ratioInterval90),
    shiftInterval: hull(one.shiftInterval, other.shiftInterval),
    p: isOneWay ? Math.max(one.p, other.p) : 1,
    mdeRatio: (comparisons) => Math.max(one.mdeRatio(comparisons), other.mdeRatio(comparisons)),
  };
}

function hull(one: Interval, other: Interval): Interval {
  return { low: Math.min(one.low, other.low), high: Math.max(one.high, other.high) };
}
