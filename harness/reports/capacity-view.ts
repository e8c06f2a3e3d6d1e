import { findMetric, type Metric, metricValue } from "../model/metrics.ts";
import type { ScenarioSummary, Summary } from "../model/summary.ts";
import { formatPercent } from "./numbers.ts";
import { isKnown, viewCell } from "./view.ts";

export interface CapacityCell {
  text: string;
  /** What kept it from being higher; null where that is not asked. */
  limitedBy: string | null;
}

/** How much each scenario carries, as a table of its own where there is room; what limited a figure stands beside it. */
export interface CapacityView {
  header: string[];
  rows: { name: string; cells: CapacityCell[] }[];
  /** What the words mean, then what ended each search. */
  notes: string[];
}

const columns: readonly [header: string, address: string][] = [
  ["closed loop ×1", "http.closedLoop.1"],
  ["closed loop ×8", "http.closedLoop.8"],
  ["closed loop ×32", "http.closedLoop.32"],
  ["max rate", "http.saturation"],
  ["connects", "http.connect.rate"],
  ["TTFB p50", "http.connect.ttfb.p50"],
  ["TTFB p99", "http.connect.ttfb.p99"],
  ["Mbit/s ↑1", "http.bulk.1.up"],
  ["Mbit/s ↓1", "http.bulk.1.down"],
  ["Mbit/s ↑8", "http.bulk.8.up"],
  ["Mbit/s ↓8", "http.bulk.8.down"],
  ["CPU-s/GB ×1", "http.bulk.1.cpu"],
  ["CPU-s/GB ×8", "http.bulk.8.cpu"],
];

const words = [
  "closed loop (by connections), max rate and connects: 1/s; TTFB: first byte on a new connection, ms; Mbit/s: payload up ↑ and down ↓, by streams; CPU-s/GB: whole machine less its idle floor and the generator, both directions, by streams",
  "beside a figure, what kept it from being higher: tunnel, service or generator (its busiest container used at least 85 % of a CPU), machine (less than 5 % of all CPUs was idle), latency (nothing was full: each request waited for the one before it), objective (the search's own limit); ≥: the generator was the limit, or no rate that was tried failed, so the scenario may do more",
];

/** Columns and rows that have any figure; null for a run without loads. */
export function viewCapacity({ scenarios }: Summary): CapacityView | null {
  const metrics = columns.map(([header, address]) => ({ header, metric: findMetric(address)! }));
  const known = metrics.filter(({ metric }) => scenarios.some((scenario) => isKnown(scenario, metric)));
  const measured = scenarios.filter((scenario) => known.some(({ metric }) => isKnown(scenario, metric)));
  if (known.length === 0) return null;
  return {
    header: known.map(({ header }) => header),
    rows: measured.map((scenario) => ({
      name: scenario.name,
      cells: known.map(({ metric }) => viewFigure(scenario, metric)),
    })),
    notes: [...words, ...measured.flatMap(searchLine)],
  };
}

function viewFigure(scenario: ScenarioSummary, metric: Metric): CapacityCell {
  const { text, reason } = viewCell(scenario, metric, "ms");
  const { limitedBy = null } = metricValue(scenario, metric);
  return { text: text === "n/a" ? (reason ?? text) : text, limitedBy };
}

/** How a search ended: METHOD.md §1.5 wants the width, the first failing rate and the reason. */
function searchLine({ name, workloads, reasons }: ScenarioSummary): string[] {
  const found = workloads.http?.saturation ?? null;
  const reason = reasons["workloads.http.saturation"];
  if (found === null) return reason?.startsWith("no rate kept") ? [`${name}, highest rate: ${reason}`] : [];
  const { perSecond, firstFailing, widthRatio, sloMs, trials } = found;
  const rate = `${name}: ${perSecond.value.toFixed(0)}/s kept p99 within ${sloMs} ms`;
  const end =
    firstFailing === null
      ? "no higher rate that was tried failed"
      : `${firstFailing.perSecond.toFixed(0)}/s (${formatPercent(widthRatio!)} above) did not: ${firstFailing.reason}`;
  return [`${rate}; ${end}; ${trials} trials`];
}
