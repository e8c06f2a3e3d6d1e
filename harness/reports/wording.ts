import type { CostComparison, LatencyComparison, ScenarioSummary, Summary } from "../model/summary.ts";
import { directionOf } from "../stats/verdict.ts";
import { formatPercent } from "./numbers.ts";

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
  return `inconclusive${rather} (could have seen ${formatPercent(visibleShare(comparison))})`;
}

/** Encryption in the kernel is charged to no container, METHOD.md §4.3: what its containers cost is not what it costs. */
export function worksInKernel({ implementation }: Pick<ScenarioSummary, "implementation">): boolean {
  return /\bkernel\b/i.test(implementation ?? "");
}

/** Smaller ones are either not seen or not called a difference. */
export function visibleShare({ mdeRatio, marginRatio }: LatencyComparison | CostComparison): number {
  return Math.max(mdeRatio - 1, marginRatio);
}
