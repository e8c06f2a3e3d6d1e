import { findMetric, type Metric, type MetricValue, metrics, metricValue } from "../model/metrics.ts";
import type { ScenarioSummary, Summary } from "../model/summary.ts";
import { type Bounded, formatDifference, formatValue } from "./numbers.ts";
import { worksInKernel } from "./wording.ts";

export type Tone = "good" | "bad" | "muted" | "plain";

export interface Cell {
  text: string;
  tone: Tone;
  /** Why there is no value. */
  reason: string | null;
}

export interface Column {
  metric: Metric;
  header: string;
  rank: number;
}

export interface Row {
  scenario: ScenarioSummary;
  /** By column; null for a scenario that did not run, which has its reason instead. */
  cells: Cell[] | null;
  note: string | null;
}

/** The comparison table as every report draws it. */
export interface TableView {
  columns: Column[];
  rows: Row[];
  /** Of all latencies. */
  latencyUnit: "µs" | "ms";
}

/** Medians from here on are easier to read in milliseconds. */
const millisecondsFromUs = 10_000;

/** Columns that any scenario has a value for, and one row a scenario. */
export function viewTable({ scenarios }: Summary): TableView {
  const latencyUnit = chooseLatencyUnit(scenarios);
  const columns = metrics.flatMap((metric) => {
    const { column } = metric;
    const isKnown =
      column !== null && scenarios.some((scenario) => metricValue(scenario, metric).value !== null);
    return isKnown ? [{ metric, header: column.header, rank: column.rank }] : [];
  });
  const rows = scenarios.map((scenario) => viewRow(scenario, columns, latencyUnit));
  return { columns, rows, latencyUnit };
}

/** What the columns are in, for the line below the table. */
export function legend({ rows, latencyUnit }: TableView): string {
  const kernel = rows.flatMap(({ scenario, cells }) =>
    cells !== null && worksInKernel(scenario) ? [scenario.name] : [],
  );
  const remark = kernel.map((name) => `; ${name}: its kernel work is not charged to its containers`);
  return `latencies in ${latencyUnit}; CPU-ms and wire bytes per HTTP request; Δ against baseline with its 95 % interval${remark.join("")}`;
}

function viewRow(scenario: ScenarioSummary, columns: readonly Column[], latencyUnit: "µs" | "ms"): Row {
  const note =
    scenario.status === "ok" ? null : `${scenario.status}: ${scenario.reason ?? "reason not known"}`;
  if (scenario.requests === null && note !== null) return { scenario, cells: null, note };
  return { scenario, note, cells: columns.map(({ metric }) => viewCell(scenario, metric, latencyUnit)) };
}

function viewCell(scenario: ScenarioSummary, metric: Metric, latencyUnit: "µs" | "ms"): Cell {
  const found = metricValue(scenario, metric);
  const { value, reason } = found;
  // "?" is a counter that could not be read, which is not the same as a figure that does not exist. METHOD.md §5.1.
  if (value === null) return { text: metric.unit === "count" ? "?" : "–", tone: "muted", reason };
  const tone = toneOf(scenario, metric, value);
  if (typeof value !== "number") return { text: String(value).replace("-", " "), tone, reason: null };
  const scaled =
    metric.unit === "us" ? scale(found, value, latencyUnit === "ms" ? 1000 : 1) : { ...found, value };
  const decimals = metric.unit === "us" && latencyUnit === "ms" ? 1 : metric.decimals;
  const isDifference = metric.address.includes(".delta.");
  return {
    text: isDifference ? formatDifference(scaled, decimals) : formatValue(scaled, decimals),
    tone,
    reason: null,
  };
}

function scale({ low, high }: MetricValue, value: number, divisor: number): Bounded {
  return {
    value: value / divisor,
    low: low === null ? null : low / divisor,
    high: high === null ? null : high / divisor,
  };
}

function toneOf({ encrypts }: ScenarioSummary, metric: Metric, value: MetricValue["value"]): Tone {
  if (value === "slower" || value === "costlier") return "bad";
  if (value === "faster" || value === "cheaper") return "good";
  if (value === "inconclusive" || value === "equivalent") return "muted";
  if (metric.address === "evidence") return evidenceTone(encrypts, value);
  const isFailure = metric.address === "errors" || metric.address === "network.socketDrops";
  return isFailure && typeof value === "number" && value > 0 ? "bad" : "plain";
}

/** A readable wire is only wrong where encryption is claimed. */
function evidenceTone(encrypts: boolean, verdict: MetricValue["value"]): Tone {
  if (verdict === "not-found") return "good";
  return encrypts || verdict === "invalid" ? "bad" : "plain";
}

function chooseLatencyUnit(scenarios: readonly ScenarioSummary[]): "µs" | "ms" {
  const medians = [findMetric("http.latency.p50")!, findMetric("mqtt.latency.p50")!];
  const isSlow = scenarios.some((scenario) =>
    medians.some((metric) => {
      const { value } = metricValue(scenario, metric);
      return typeof value === "number" && Number.isFinite(value) && value >= millisecondsFromUs;
    }),
  );
  return isSlow ? "ms" : "µs";
}
