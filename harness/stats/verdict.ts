import { type ComparedMetric, type Margin, margins } from "../model/metrics.ts";
import type { ComparisonLevel, VerdictWord } from "../model/summary.ts";
import type { Effect } from "./compare.ts";

/** One instance may not claim less than this, whatever its blocks say. METHOD.md §10.1. */
const singleInstanceFloor: Record<ComparedMetric, Margin> = {
  p50: { ratio: 0.1, absolute: 100 },
  p95: { ratio: 0.1, absolute: 100 },
  p99: { ratio: 0.1, absolute: 100 },
  cpu: { ratio: 0.1, absolute: 0 },
};

/** The margin of a statistic at the level that its comparison was made on. */
export function marginOf(statistic: ComparedMetric, level: ComparisonLevel): Margin {
  const margin = margins[statistic];
  if (level === "instance") return margin;
  const floor = singleInstanceFloor[statistic];
  return { ratio: Math.max(margin.ratio, floor.ratio), absolute: Math.max(margin.absolute, floor.absolute) };
}

/** The margin as a share of the reference's value, which must be in the unit of `margin.absolute`. */
export function relativeMargin(margin: Margin, reference: number): number {
  return Math.max(margin.ratio, margin.absolute / reference);
}

/**
 * The three-way rule of METHOD.md §2.4: different when p < 5 % and the point lies beyond the margin; equivalent when the
 * 90 % interval lies inside it; else inconclusive. `p` is the one to judge by: pass an adjusted one where a family of
 * comparisons is corrected.
 */
export function decideVerdict(
  effect: Effect,
  margin: Margin,
  kind: "latency" | "cost",
  p: number = effect.p,
): VerdictWord {
  const limit = relativeMargin(margin, effect.reference);
  const more = effect.ratio - 1;
  if (p < 0.05 && Math.abs(more) > limit) return wordOf(kind, more > 0);
  const { low, high } = effect.ratioInterval90;
  return low - 1 > -limit && high - 1 < limit ? "equivalent" : "inconclusive";
}

function wordOf(kind: "latency" | "cost", isMore: boolean): VerdictWord {
  if (kind === "latency") return isMore ? "slower" : "faster";
  return isMore ? "costlier" : "cheaper";
}
