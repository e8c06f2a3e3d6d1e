import type { Metric } from "../model/metric.ts";
import { type MetricValue, metricValue } from "../model/metric-value.ts";
import { findMetric, metrics } from "../model/metrics.ts";
import { isDisturbed, type ScenarioSummary, type Summary } from "../model/summary.ts";
import { type Bounded, formatDifference, formatValue } from "./numbers.ts";
import { disturbedSign, partialSign } from "./wording.ts";

export type Tone = "good" | "bad" | "muted" | "plain";

export interface Cell {
  text: string;
  tone: Tone;
  /** Why there is no value; of a rate, what limited it. */
  reason: string | null;
}

export interface Column {
  metric: Metric;
  header: string;
  rank: number;
}

export interface Row {
  scenario: ScenarioSummary;
  /** As tables write it: with `partialSign` where a note is about the figures of the row. */
  name: string;
  /** By column; null for a scenario that did not run, which has its reason instead. */
  cells: Cell[] | null;
  note: string | null;
}

export type LatencyUnit = "µs" | "ms";

/** The comparison table as every report draws it. */
export interface TableView {
  columns: Column[];
  rows: Row[];
  /** Of all latencies. */
  latencyUnit: LatencyUnit;
}

/** Medians from here on are easier to read in milliseconds. */
const millisecondsFromUs = 10_000;

export interface ViewOptions {
  /** Where the table will stand. @default "terminal" */
  medium?: "terminal" | "document";
  /** The columns, the most important first, whether known or not; null: those that metrics.ts gives a column. */
  metrics?: readonly Metric[] | null;
}

/** Columns that were chosen or that are known of any scenario, and one row a scenario. */
export function viewTable({ scenarios }: Summary, options: ViewOptions = {}): TableView {
  const { medium = "terminal", metrics: chosen = null } = options;
  const latencyUnit = chooseLatencyUnit(scenarios);
  const columns = chosen === null ? usualColumns(scenarios, medium) : chosenColumns(chosen);
  const rows = scenarios.map((scenario) => viewRow(scenario, columns, latencyUnit, medium));
  return { columns, rows, latencyUnit };
}

function usualColumns(scenarios: readonly ScenarioSummary[], medium: ViewOptions["medium"]): Column[] {
  return metrics.flatMap((metric) => {
    const { column } = metric;
    const isShown =
      column !== null &&
      (column.only ?? medium) === medium &&
      scenarios.some((scenario) => isKnown(scenario, metric));
    return isShown ? [{ metric, header: column.header, rank: column.rank }] : [];
  });
}

/** Most metrics have no short header, and some share one: then it is the address, which is what was asked for. */
function chosenColumns(chosen: readonly Metric[]): Column[] {
  const sharing = Map.groupBy(chosen, ({ column }) => column?.header);
  return chosen.map((metric, rank) => {
    const header = metric.column?.header;
    const isOwn = header !== undefined && sharing.get(header)!.length === 1;
    return { metric, header: isOwn ? header : metric.address, rank };
  });
}

function viewRow(
  scenario: ScenarioSummary,
  columns: readonly Column[],
  latencyUnit: LatencyUnit,
  medium: ViewOptions["medium"],
): Row {
  const note =
    scenario.status === "ok" ? null : `${scenario.status}: ${scenario.reason ?? "reason not known"}`;
  if (scenario.requests === null && note !== null)
    return { scenario, name: scenario.name, cells: null, note };
  const cells = columns.map(({ metric }) => viewCell(scenario, metric, latencyUnit));
  const name = note === null ? scenario.name : `${scenario.name}${partialSign}`;
  return { scenario, name, note, cells: medium === "document" ? cells.map(spellOut) : cells };
}

/** A quantile that the sample cannot carry is known to be so; anything else without a value was not measured. */
export function isKnown(scenario: ScenarioSummary, metric: Metric): boolean {
  const { value, reason } = metricValue(scenario, metric);
  return value !== null || isTooFew(reason);
}

/** Where there is room, a quantile that the sample cannot carry says so itself; else the legend does. */
function spellOut(cell: Cell): Cell {
  return cell.text === tooFew ? { ...cell, text: withCount(cell.reason ?? tooFew) } : cell;
}

/** One figure of a scenario as all tables write it. */
export function viewCell(scenario: ScenarioSummary, metric: Metric, latencyUnit: LatencyUnit): Cell {
  const found = metricValue(scenario, metric);
  const { value, reason, limitedBy, isLowerBound } = found;
  if (value === null) return { text: absentText(metric, reason), tone: "muted", reason };
  const tone = toneOf(scenario, metric, value);
  if (typeof value !== "number") return { text: String(value).replace("-", " "), tone, reason: null };
  const scaled =
    metric.unit === "us" ? scale(found, value, latencyUnit === "ms" ? 1000 : 1) : { ...found, value };
  const decimals = metric.unit === "us" && latencyUnit === "ms" ? 1 : metric.decimals;
  const isDifference = metric.address.includes(".delta.");
  const text = isDifference ? formatDifference(scaled, decimals) : formatValue(scaled, decimals);
  return {
    text: `${isLowerBound ? "≥ " : ""}${text}${isDisturbed(found) ? disturbedSign : ""}`,
    tone,
    reason: limitedBy === undefined ? null : `limited by ${limitedBy}`,
  };
}

const tooFew = "n/a";

/** `n/a (n=450 < 3688)` as a cell shows it: `n/a (n=450)`; the whole reason stays with the cell. */
export function withCount(reason: string): string {
  return reason.replace(/ < \d+\)$/, ")");
}

function isTooFew(reason: string | null): boolean {
  return reason?.startsWith(`${tooFew} (`) === true;
}

/** "?" is a counter that could not be read, which is not the same as a figure that does not exist. METHOD.md §5.1. */
function absentText({ unit }: Metric, reason: string | null): string {
  if (isTooFew(reason)) return tooFew;
  return unit === "count" ? "?" : "–";
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

function chooseLatencyUnit(scenarios: readonly ScenarioSummary[]): LatencyUnit {
  const medians = [findMetric("http.latency.p50")!, findMetric("mqtt.latency.p50")!];
  const isSlow = scenarios.some((scenario) =>
    medians.some((metric) => {
      const { value } = metricValue(scenario, metric);
      return typeof value === "number" && Number.isFinite(value) && value >= millisecondsFromUs;
    }),
  );
  return isSlow ? "ms" : "µs";
}
