import type { CostComparison } from "../../model/summary.ts";
import type { Effect } from "../../stats/compare.ts";
import { compareRelations, type Relation } from "../../stats/compare-runs.ts";
import type { Interval } from "../../stats/t-interval.ts";

/**
 * How a cost above baseline changed from one run to another. It grows with the machine's level, which baseline's cost tells, but
 * not exactly, and no summary says how exactly. So the two runs are compared twice, as measured and with the second brought to the
 * first one's level, and the change is what both find: the first is right while the level stays, the second while baseline is
 * known well. Null where a run does not tell baseline's cost.
 */
export function costEffect(from: CostComparison, to: CostComparison): Effect | null {
  const pace = baselineCost(from) / baselineCost(to);
  const level = costLevel(from);
  if (!(pace > 0 && Number.isFinite(pace)) || level === null) return null;
  const [before, after] = [widened(from), widened(to)];
  const asMeasured = compareRelations(before, after, { level, scale: "linear", pace: 1 });
  return weaker(asMeasured, compareRelations(before, after, { level, scale: "linear", pace }));
}

/** What the scenario took, CPU-ms per request: baseline's cost, which the two intervals tell, and the difference. Null: not above 0. */
export function costLevel(relation: CostComparison): number | null {
  const level = baselineCost(relation) + relation.shiftMs;
  return level > 0 && Number.isFinite(level) ? level : null;
}

/** The ratio's interval is the difference's over baseline's cost, plus 1; where it has no width, the values tell. */
function baselineCost({ ratio, low, high, shiftMs, shiftLowMs, shiftHighMs }: CostComparison): number {
  return high > low ? (shiftHighMs - shiftLowMs) / (high - low) : shiftMs / (ratio - 1);
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
