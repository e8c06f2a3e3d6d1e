import {
  type CostComparison,
  disturbedFromPercent,
  type LatencyComparison,
  type Summary,
} from "../model/summary.ts";
import { directionOf } from "../stats/verdict.ts";
import { formatPercent } from "./numbers.ts";

/** Behind a figure of loads that others disturbed. */
export const disturbedSign = " !";
/** Behind the name of a scenario that has figures although it failed. */
export const partialSign = " †";
export const disturbedText = `!: others used more than ${disturbedFromPercent} % of a CPU meanwhile`;

/** The title line of every report: what ran, its grade, and why no better one. METHOD.md §9.3. */
export function titleLine({ run, grade }: Summary): string {
  const reasons = grade.reasons.length > 0 ? `: ${grade.reasons.join("; ")}` : "";
  const incomplete = run.status === "complete" ? "" : `, ${run.status}`;
  return `${run.id}, profile ${run.profile}${incomplete}, grade ${grade.value}${reasons}`;
}

/** A verdict with what bounds it: never "no difference", METHOD.md §2.4. */
export function verdictText(comparison: LatencyComparison | CostComparison): string {
  const { verdict, marginRatio } = comparison;
  if (verdict === "equivalent") return `equivalent (±${formatPercent(marginRatio)})`;
  if (verdict !== "inconclusive") return verdict;
  const p = comparison.pHolm ?? comparison.p;
  const direction = directionOf("shiftUs" in comparison ? "p50" : "cpu", comparison.ratio, p);
  const rather = direction === null ? "" : `, rather ${direction}`;
  return `inconclusive${rather} (could have seen ${resolutionText(visibleShare(comparison))})`;
}

/** A resolution beyond tenfold is none. */
export function resolutionText(share: number): string {
  return share > 10 ? "nothing below tenfold" : formatPercent(share);
}

/** Smaller ones are either not seen or not called a difference. */
export function visibleShare({ mdeRatio, marginRatio }: LatencyComparison | CostComparison): number {
  return Math.max(mdeRatio - 1, marginRatio);
}
