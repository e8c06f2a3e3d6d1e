import { type ComparedMetric, type Margin, margins } from "../model/metric.ts";
import type { ComparisonLevel, VerdictWord } from "../model/summary.ts";
import type { Effect } from "./compare.ts";
import type { Interval } from "./t-interval.ts";

/** One instance may not claim less than this, whatever its blocks say. METHOD.md §10.1. */
const singleInstanceFloor: Record<ComparedMetric, Margin> = {
  p50: { ratio: 0.1, absolute: 100 },
  p95: { ratio: 0.1, absolute: 100 },
  p99: { ratio: 0.1, absolute: 100 },
  cpu: { ratio: 0.1, absolute: 0 },
};

/** Margins that a run's profile sets instead of ours; what it does not name stays. */
export type OwnMargins = Partial<Record<ComparedMetric, Margin>>;

/** The margin of a statistic at the level that its comparison was made on. */
export function marginOf(statistic: ComparedMetric, level: ComparisonLevel, own: OwnMargins = {}): Margin {
  const margin = own[statistic] ?? margins[statistic];
  if (level === "instance") return margin;
  const floor = singleInstanceFloor[statistic];
  return { ratio: Math.max(margin.ratio, floor.ratio), absolute: Math.max(margin.absolute, floor.absolute) };
}

/** The margin as a share of the reference's value, which must be in the unit of `margin.absolute`. */
export function relativeMargin(margin: Margin, reference: number): number {
  return Math.max(margin.ratio, margin.absolute / reference);
}

/** What a verdict is about. */
export interface Judged {
  statistic: ComparedMetric;
  level: ComparisonLevel;
  /**
   * The p to judge by: an adjusted one where a family of comparisons is corrected.
   * @default the effect's own
   */
  p?: number;
  /** @default none */
  own?: OwnMargins;
}

/** "No difference" is rejected from here on, METHOD.md §2.4. */
const significance = 0.05;

/**
 * The three-way rule of METHOD.md §2.4: different when p < 5 % and the point lies beyond the margin; equivalent when the
 * 90 % interval lies inside it; else inconclusive. The margin of one instance is wide because the run can claim no less:
 * a difference that is sure, and not small by the method's own margin, is not called equivalent for that; there the effect's
 * own p counts, because an adjustment that makes differences harder to claim must not make equivalence easier.
 */
export function decideVerdict(
  effect: Effect,
  { statistic, level, p = effect.p, own = {} }: Judged,
): VerdictWord {
  const limit = relativeMargin(marginOf(statistic, level, own), effect.reference);
  const more = effect.ratio - 1;
  if (p < significance && Math.abs(more) > limit) return differenceWord(statistic, more);
  if (!isInside(effect.ratioInterval90, limit)) return "inconclusive";
  const narrow = relativeMargin(own[statistic] ?? margins[statistic], effect.reference);
  const isSmall = level === "instance" || effect.p >= significance || isInside(effect.ratioInterval, narrow);
  return isSmall ? "equivalent" : "inconclusive";
}

/** The direction of an inconclusive difference that is sure to be there, METHOD.md §2.4; null when it is not sure. */
export function directionOf(statistic: ComparedMetric, ratio: number, p: number): VerdictWord | null {
  return p < significance ? differenceWord(statistic, ratio - 1) : null;
}

function isInside({ low, high }: Interval, limit: number): boolean {
  return low - 1 > -limit && high - 1 < limit;
}

function differenceWord(statistic: ComparedMetric, more: number): VerdictWord {
  if (statistic === "cpu") return more > 0 ? "costlier" : "cheaper";
  return more > 0 ? "slower" : "faster";
}
