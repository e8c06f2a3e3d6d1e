import { type WorkloadName, workloadNames } from "../model/scenario.ts";
import type { CostComparison, LatencyComparison, ScenarioSummary, Summary } from "../model/summary.ts";
import { formatDifference, formatValue } from "./numbers.ts";
import { verdictText } from "./wording.ts";

/** A head beside its base, as every report draws it. */
export interface BaseView {
  /** `native against native@main`. */
  title: string;
  header: readonly string[];
  rows: { name: string; cells: string[] }[];
  /** What must be known of it; null: nothing. */
  note: string | null;
}

type Statistic = "p50" | "p95" | "p99" | "systemCpu" | "tunnelCpu";

const statistics: readonly [Statistic, string][] = [
  ["p50", "p50, µs"],
  ["p95", "p95, µs"],
  ["p99", "p99, µs"],
  ["systemCpu", "CPU-ms of the whole machine a request"],
  ["tunnelCpu", "CPU-ms of its own containers a request"],
];

/** One table for each head of a run; empty for a run without one. */
export function viewBases({ scenarios }: Summary): BaseView[] {
  return scenarios.flatMap((head) => {
    const base = scenarios.find(({ name }) => name === head.base);
    return base === undefined ? [] : [viewPair(head, base)];
  });
}

function viewPair(head: ScenarioSummary, base: ScenarioSummary): BaseView {
  const rows = workloadNames.flatMap((workload) =>
    statistics.flatMap(([statistic, title]) => {
      const comparison = head.workloads[workload]?.vsBase?.[statistic] ?? null;
      if (comparison === null) return [];
      const values = [base, head].map((scenario) => shownValue(scenario, workload, statistic));
      const cells = [...values, differenceOf(comparison), verdictText(comparison)];
      return [{ name: `${workload.toUpperCase()} ${title}`, cells }];
    }),
  );
  const header = ["", base.name, head.name, "difference, 95 %", "verdict"];
  return { title: `${head.name} against ${base.name}`, header, rows, note: noteOf(head, base, rows.length) };
}

function noteOf(head: ScenarioSummary, base: ScenarioSummary, rows: number): string | null {
  if (head.isSameAsBase === true)
    return `${head.name} and ${base.name} are the same files: what differs between them is the machine's noise`;
  if (rows > 0) return null;
  const reason = Object.entries(head.reasons).find(([path]) => path.includes(".vsBase"))?.[1];
  return `not compared: ${reason ?? head.reason ?? base.reason ?? "the reason is not known"}`;
}

function shownValue({ workloads }: ScenarioSummary, workload: WorkloadName, statistic: Statistic): string {
  const found = workloads[workload];
  if (statistic === "systemCpu") return costText(found?.cpu?.systemMsPerRequest);
  if (statistic === "tunnelCpu") return costText(found?.cpu?.tunnelMsPerRequest);
  const latency = found?.latencyUs[statistic] ?? null;
  if (latency === null || latency.value === null) return "–";
  return formatValue({ ...latency, value: latency.value }, 0);
}

function costText(milliseconds: number | null | undefined): string {
  return milliseconds == null ? "–" : milliseconds.toFixed(2);
}

function differenceOf(comparison: LatencyComparison | CostComparison): string {
  if ("shiftUs" in comparison) {
    const { shiftUs: value, shiftLowUs: low, shiftHighUs: high } = comparison;
    return formatDifference({ value, low, high }, 0);
  }
  const { shiftMs: value, shiftLowMs: low, shiftHighMs: high } = comparison;
  return formatDifference({ value, low, high }, 2);
}

/** `against native@main the median HTTP request by +175 ±31 µs: slower; …`; null for a scenario that is no head. */
export function baseSentence({ name, base, workloads, isSameAsBase }: ScenarioSummary): string | null {
  if (base === undefined) return null;
  const parts = workloadNames.flatMap((workload) => {
    const p50 = workloads[workload]?.vsBase?.p50;
    const request = workload === "http" ? "HTTP request" : "MQTT message";
    return p50 ? [`the median ${request} by ${differenceOf(p50)} µs: ${verdictText(p50)}`] : [];
  });
  const same = isSameAsBase === true ? " (the same files)" : "";
  if (parts.length === 0) return `${name} could not be compared with ${base}${same}`;
  return `against ${base}${same} ${name} changes ${parts.join(", and ")}`;
}
