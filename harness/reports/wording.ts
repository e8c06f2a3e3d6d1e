import { type WorkloadName, workloadNames } from "../model/scenario.ts";
import type { CostComparison, LatencyComparison, ScenarioSummary, Summary } from "../model/summary.ts";
import { directionOf } from "../stats/verdict.ts";
import { formatDifference, formatPercent } from "./numbers.ts";

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
  const direction = directionOf("shiftUs" in comparison ? "p50" : "cpu", comparison.ratio, comparison.p);
  const rather = direction === null ? "" : `, rather ${direction}`;
  return `inconclusive${rather} (could have seen ${formatPercent(visibleShare(comparison))})`;
}

/** Encryption in the kernel is charged to no container, METHOD.md §4.3: what its containers cost is not what it costs. */
export function worksInKernel({ implementation }: Pick<ScenarioSummary, "implementation">): boolean {
  return /\bkernel\b/i.test(implementation ?? "");
}

/** The A/A line, or null for a run without its two relay pairs. */
function controlLine({ control }: Summary): string | null {
  if (control === null) return null;
  const parts = workloadNames.flatMap((workload) => {
    const p50 = control.workloads[workload]?.p50;
    return p50 ? [`${workload.toUpperCase()} p50 ${shiftText(p50)}, ${verdictText(p50)}`] : [];
  });
  const found = parts.length > 0 ? parts.join("; ") : "not measured";
  return `${control.reference} against ${control.scenario}, which are identical: ${found}`;
}

/** What this run could tell apart at all. */
function resolutionLine({ scenarios, run }: Summary): string {
  const parts = workloadNames.flatMap((workload) => {
    const compared = scenarios.flatMap((scenario) => comparisonOf(scenario, workload) ?? []);
    if (compared.length === 0) return [];
    const worst = compared.map(visibleShare).reduce((a, b) => Math.max(a, b));
    return [`${workload.toUpperCase()} p50 ${formatPercent(worst)}`];
  });
  const instances = run.instances === 1 ? "1 instance" : `${run.instances} instances`;
  const least = parts.length > 0 ? parts.join(", ") : "not known";
  return `least difference from baseline that ${instances} of profile ${run.profile} can tell: ${least}`;
}

/** What really ran, as its containers said: "WireGuard" alone may be two very different programs. */
function implementationLine({ scenarios }: Summary): string | null {
  const known = scenarios.flatMap(({ name, implementation, cipher }) =>
    implementation === null ? [] : [`${name}: ${implementation}${cipher ? `, ${cipher}` : ""}`],
  );
  return known.length > 0 ? `what ran: ${known.join("; ")}` : null;
}

/** The lines below the table, in every format. */
export function noteLines(summary: Summary): string[] {
  const lines = [controlLine(summary), resolutionLine(summary), implementationLine(summary)];
  return lines.filter((line) => line !== null);
}

function comparisonOf(scenario: ScenarioSummary, workload: WorkloadName): LatencyComparison | null {
  return scenario.workloads[workload]?.vsBaseline?.p50 ?? null;
}

/** Smaller ones are either not seen or not called a difference. */
function visibleShare({ mdeRatio, marginRatio }: LatencyComparison | CostComparison): number {
  return Math.max(mdeRatio - 1, marginRatio);
}

function shiftText({ shiftUs, shiftLowUs, shiftHighUs }: LatencyComparison): string {
  return `${formatDifference({ value: shiftUs, low: shiftLowUs, high: shiftHighUs }, 0)} µs`;
}
