import { type WorkloadName, workloadNames } from "../model/scenario.ts";
import type { CostComparison, LatencyComparison, ScenarioSummary, Summary } from "../model/summary.ts";
import { formatDifference, formatValue, infinite } from "./numbers.ts";
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

const absent = "–";

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
      const values = [base, head].map((scenario) => shownValue(scenario, workload, statistic));
      const comparison = head.workloads[workload]?.vsBase?.[statistic] ?? null;
      // what the base has and the head has not is what a reader must not miss
      if (comparison === null && values[0] === absent) return [];
      const judged = comparison && [differenceOf(comparison), verdictText(comparison)];
      const cells = [...values, ...(judged ?? ["–", whyNot(head, workload, statistic)])];
      return [{ name: `${workload.toUpperCase()} ${title}`, cells }];
    }),
  );
  const header = ["figure", base.name, head.name, "difference, 95 %", "verdict"];
  return { title: `${head.name} against ${base.name}`, header, rows, note: noteOf(head, base, rows.length) };
}

function whyNot({ reasons, status, reason }: ScenarioSummary, workload: WorkloadName, statistic: Statistic) {
  const path = `workloads.${workload}`;
  const why = reasons[`${path}.vsBase.${statistic}`] ?? reasons[`${path}.vsBase`] ?? reasons[path];
  return `not compared: ${why ?? (status === "ok" ? null : reason) ?? "the reason is not known"}`;
}

function noteOf(head: ScenarioSummary, base: ScenarioSummary, rows: number): string | null {
  if (head.isSameAsBase === true)
    return `${head.name} and ${base.name} are the same files: what differs between them is the machine's noise`;
  return rows > 0 ? null : `not compared: ${head.reason ?? base.reason ?? "neither was measured"}`;
}

function shownValue({ workloads }: ScenarioSummary, workload: WorkloadName, statistic: Statistic): string {
  const found = workloads[workload];
  if (statistic === "systemCpu") return costText(found?.cpu?.systemMsPerRequest);
  if (statistic === "tunnelCpu") return costText(found?.cpu?.tunnelMsPerRequest);
  const latency = found?.latencyUs[statistic] ?? null;
  if (latency === null) return absent;
  if (latency.value === null) return infinite;
  return formatValue({ ...latency, value: latency.value }, 0);
}

function costText(milliseconds: number | null | undefined): string {
  return milliseconds == null ? absent : milliseconds.toFixed(2);
}

function differenceOf(comparison: LatencyComparison | CostComparison): string {
  if ("shiftUs" in comparison) {
    const { shiftUs: value, shiftLowUs: low, shiftHighUs: high } = comparison;
    return formatDifference({ value, low, high }, 0);
  }
  const { shiftMs: value, shiftLowMs: low, shiftHighMs: high } = comparison;
  return formatDifference({ value, low, high }, 2);
}

/**
 * `against native@main: median HTTP request +175 ±31 µs, slower; median MQTT message not compared: …`; null for a
 * scenario that is no head.
 */
export function baseSentence(head: ScenarioSummary): string | null {
  const { base, isSameAsBase, workloads } = head;
  if (base === undefined) return null;
  const parts = workloadNames.flatMap((workload) => {
    const p50 = workloads[workload]?.vsBase?.p50;
    const request = `median ${workload === "http" ? "HTTP request" : "MQTT message"}`;
    if (p50) return [`${request} ${differenceOf(p50)} µs, ${verdictText(p50)}`];
    return isExpected(head, workload) ? [`${request} ${whyNot(head, workload, "p50")}`] : [];
  });
  const same = isSameAsBase === true ? " (the same files)" : "";
  return `against ${base}${same}: ${parts.length > 0 ? parts.join("; ") : "not compared"}`;
}

/** Whether there should be a comparison: one that is lost has left a reason. */
function isExpected({ workloads, reasons }: ScenarioSummary, workload: WorkloadName): boolean {
  const path = `workloads.${workload}`;
  const isKnown = [path, `${path}.vsBase`, `${path}.vsBase.p50`].some((key) => reasons[key] !== undefined);
  return isKnown || workloads[workload] !== null;
}
