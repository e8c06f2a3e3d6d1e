import { workloadNames } from "../model/scenario.ts";
import {
  type Comparisons,
  type CostComparison,
  type LatencyComparison,
  references,
  type Summary,
  type WorkloadSummary,
} from "../model/summary.ts";
import { loadErrorLine } from "./load-errors.ts";
import { formatDifference } from "./numbers.ts";
import { resolutionText, verdictText, visibleShare } from "./wording.ts";

/** METHOD.md §7. */
const terms =
  "Terms follow RFC 1242/2285/7679/9411 where named; tests are application-level adaptations and not RFC 2544 conformance tests; deviations are in run.json.";

/** The lines below the table, in every format: what a reader must know before quoting a number. METHOD.md §10.4. */
export function noteLines(summary: Summary): string[] {
  const lines = [
    ...flagLines(summary),
    loadErrorLine(summary),
    deviationLine(summary),
    controlLine(summary),
    resolutionLine(summary),
    calibrationLine(summary),
    implementationLine(summary),
    terms,
  ];
  return lines.filter((line) => line !== null);
}

/** One line a remark, with all rows that it is true of. */
function flagLines({ scenarios }: Summary): string[] {
  const found = scenarios.flatMap(({ name, workloads }) =>
    workloadNames.flatMap((workload) =>
      (workloads[workload]?.flags ?? []).map(({ text }) => ({
        row: `${name} ${workload.toUpperCase()}`,
        text,
      })),
    ),
  );
  const alike = Map.groupBy(found, ({ text }) => text.replace(percentage, "% %"));
  const all = scenarios.flatMap(({ workloads }) => workloadNames.filter((workload) => workloads[workload]));
  return [...alike.values()].map((rows) => {
    const text = withRange(rows.map((each) => each.text));
    const isAll = rows.length === all.length && rows.length > 1;
    return `${isAll ? "all rows" : rows.map(({ row }) => row).join(", ")}: ${text}`;
  });
}

const percentage = /\d+(?:\.\d+)? %/;

/** `10 … 13 %` for texts that differ in their first percentage alone. */
function withRange(texts: readonly string[]): string {
  const percents = texts.flatMap((text) => percentage.exec(text)?.[0] ?? []);
  const sorted = percents.toSorted((a, b) => Number.parseFloat(a) - Number.parseFloat(b));
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === last || first === undefined) return texts[0]!;
  return texts[0]!.replace(percentage, `${first.replace(" %", "")} … ${last}`);
}

function deviationLine({ run }: Summary): string | null {
  return run.deviations.length > 0
    ? `deviations from profile ${run.profile}: ${run.deviations.join("; ")}`
    : null;
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

/** What this run could tell apart at all, for each primary metric; control is no member of a family. METHOD.md §2.3, §2.4. */
function resolutionLine({ scenarios, run }: Summary): string {
  const parts = (["p50", "systemCpu"] as const).flatMap((metric) =>
    workloadNames.flatMap((workload) => {
      const compared = scenarios.flatMap(({ name, workloads }) =>
        name === references.control ? [] : (comparisonOf(workloads[workload], metric) ?? []),
      );
      if (compared.length === 0) return [];
      const worst = compared.map(visibleShare).reduce((a, b) => Math.max(a, b));
      const title = metric === "p50" ? "p50" : "system CPU";
      return [`${workload.toUpperCase()} ${title} ${resolutionText(worst)}`];
    }),
  );
  const instances = run.instances === 1 ? "1 instance" : `${run.instances} instances`;
  const least = parts.length > 0 ? parts.join(", ") : "not known";
  return `least difference from baseline that ${instances} of profile ${run.profile} can tell: ${least}`;
}

function comparisonOf(
  workload: WorkloadSummary | null,
  metric: keyof Pick<Comparisons, "p50" | "systemCpu">,
): LatencyComparison | CostComparison | null {
  return workload?.vsBaseline?.[metric] ?? null;
}

/** Whether the instrument was shown to be right on this host, METHOD.md §8. */
function calibrationLine({ calibration }: Summary): string {
  if (calibration === null) return "this host has no calibration: bench calibrate";
  const { passed, of, ageDays } = calibration;
  const days = Math.round(ageDays);
  const age = days < 1 ? "less than a day" : days === 1 ? "1 day" : `${days} days`;
  return `calibration passed ${passed}/${of}, ${age} before this run`;
}

/** What really ran, as its containers said: "WireGuard" alone may be two very different programs. */
function implementationLine({ scenarios }: Summary): string | null {
  const known = scenarios.flatMap(({ name, implementation, cipher }) =>
    implementation === null ? [] : [`${name}: ${implementation}${cipher ? `, ${cipher}` : ""}`],
  );
  return known.length > 0 ? `what ran: ${known.join("; ")}` : null;
}

function shiftText({ shiftUs, shiftLowUs, shiftHighUs }: LatencyComparison): string {
  return `${formatDifference({ value: shiftUs, low: shiftLowUs, high: shiftHighUs }, 0)} µs`;
}
