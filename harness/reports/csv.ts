import type { Metric } from "../model/metric.ts";
import { metricValue } from "../model/metric-value.ts";
import { metrics } from "../model/metrics.ts";
import { type WorkloadName, workloadNames } from "../model/scenario.ts";
import type { ScenarioSummary, Summary } from "../model/summary.ts";

/** One thing that a row says: the metric, and which of its numbers. */
interface Field {
  header: string;
  /** The metric of this row's workload; the same for both where it belongs to the scenario. */
  metric: (workload: WorkloadName) => Metric;
  part: "value" | "low" | "high";
}

const facts = ["run", "scenario", "workload", "scenarioStatus", "reason"];

/**
 * RFC 4180, one row per scenario and workload. Units are in docs and metrics.ts; empty: not measured; `inf`: no answer.
 * Of chosen metrics alone it has no row for a workload that none of them is of.
 */
export function renderCsv(summary: Summary, chosen: readonly Metric[] | null = null): string {
  const all = [...workloadFields(), ...scenarioFields()];
  const fields = all.filter(({ metric }) =>
    workloadNames.some((workload) => chosen?.includes(metric(workload)) ?? true),
  );
  const own = workloadNames.filter((workload) => chosen?.some((metric) => isOfWorkload(metric, workload)));
  const rows = summary.scenarios.flatMap((scenario) =>
    (own.length > 0 ? own : workloadNames).map((workload) =>
      rowOf(summary.run.id, scenario, workload, fields),
    ),
  );
  const header = [...facts, ...fields.map(({ header: name }) => name)];
  return [header, ...rows].map((row) => `${row.map(quote).join(",")}\r\n`).join("");
}

function rowOf(
  run: string,
  scenario: ScenarioSummary,
  workload: WorkloadName,
  fields: readonly Field[],
): string[] {
  const reason = scenario.reason ?? scenario.reasons[`workloads.${workload}`] ?? "";
  const values = fields.map(({ metric, part }) => textOf(metricValue(scenario, metric(workload))[part]));
  return [run, scenario.name, workload, scenario.status, reason, ...values];
}

/** HTTP and MQTT have the same metrics: the address without the workload names the column. */
function workloadFields(): Field[] {
  const [first, ...others] = workloadNames.map((workload) => {
    const own = metrics.filter((metric) => isOfWorkload(metric, workload));
    return new Map(own.map((metric) => [metric.address.slice(workload.length + 1), metric]));
  });
  return [...first!].flatMap(([suffix, firstMetric]) => {
    const byWorkload = [firstMetric, ...others.map((own) => own.get(suffix)!)];
    return fieldsOf(suffix, (workload) => byWorkload[workloadNames.indexOf(workload)]!, firstMetric);
  });
}

function isOfWorkload({ address }: Metric, workload: WorkloadName): boolean {
  return address.startsWith(`${workload}.`);
}

function scenarioFields(): Field[] {
  const own = metrics.filter(
    (metric) =>
      !workloadNames.some((workload) => isOfWorkload(metric, workload)) && metric.address !== "status",
  );
  return own.flatMap((metric) => fieldsOf(`scenario.${metric.address}`, () => metric, metric));
}

function fieldsOf(header: string, metric: Field["metric"], example: Metric): Field[] {
  const value: Field = { header, metric, part: "value" };
  if (!hasInterval(example)) return [value];
  return [
    value,
    { header: `${header}.low`, metric, part: "low" },
    { header: `${header}.high`, metric, part: "high" },
  ];
}

/** Keys of summary.json whose values are estimates or capacities. */
const withInterval = [
  "latencyUs",
  "scheduledLatencyUs",
  "oneWayUs",
  "ttfbUs",
  "perSecond",
  "upMbps",
  "downMbps",
];

/** Estimates and comparisons are objects with an interval; everything else is one number or word. */
function hasInterval({ fields, path }: Metric): boolean {
  if (fields !== null) return fields.low !== undefined;
  return path.some((key) => withInterval.includes(key));
}

function textOf(value: number | string | boolean | null): string {
  if (value === null) return "";
  return value === Number.POSITIVE_INFINITY ? "inf" : String(value);
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
