import type { Metric } from "../model/metric.ts";
import { metricValue } from "../model/metric-value.ts";
import { findMetric } from "../model/metrics.ts";
import { isDisturbed, type SaturationSummary, type ScenarioSummary, type Summary } from "../model/summary.ts";
import { formatPercent } from "./numbers.ts";
import { isKnown, viewCell, withCount } from "./view.ts";
import { disturbedText } from "./wording.ts";

export interface CapacityCell {
  text: string;
  /** What kept it from being higher, and what failed; null where there is nothing to say. */
  remark: string | null;
}

/** How much each scenario carries, as a table of its own where there is room; what limited a figure stands beside it. */
export interface CapacityView {
  header: string[];
  rows: { name: string; cells: CapacityCell[] }[];
  /** What the words mean, then what ended each search. */
  notes: string[];
}

/** With the address of the requests or streams that failed, where the figure's load counts them. */
const columns: readonly [header: string, address: string, errors?: string][] = [
  ["closed loop ×1", "http.closedLoop.1", "http.closedLoop.1.errors"],
  ["closed loop ×8", "http.closedLoop.8", "http.closedLoop.8.errors"],
  ["closed loop ×32", "http.closedLoop.32", "http.closedLoop.32.errors"],
  ["max rate", "http.saturation"],
  ["connects", "http.connect.rate", "http.connect.errors"],
  ["TTFB p50", "http.connect.ttfb.p50"],
  ["TTFB p99", "http.connect.ttfb.p99"],
  ["Mbit/s ↑1", "http.bulk.1.up", "http.bulk.1.errors"],
  ["Mbit/s ↓1", "http.bulk.1.down", "http.bulk.1.errors"],
  ["Mbit/s ↑8", "http.bulk.8.up", "http.bulk.8.errors"],
  ["Mbit/s ↓8", "http.bulk.8.down", "http.bulk.8.errors"],
  ["CPU-s/GB ×1", "http.bulk.1.cpu"],
  ["CPU-s/GB ×8", "http.bulk.8.cpu"],
];

const words = [
  "closed loop (by connections), max rate and connects: 1/s; TTFB: first byte on a new connection, ms; Mbit/s: payload up ↑ and down ↓, by streams; CPU-s/GB: whole machine less its idle floor and the generator, both directions, by streams",
  "beside a figure, what kept it from being higher: tunnel, service or generator (its busiest container used at least 85 % of a CPU), machine (less than 5 % of all CPUs was idle), latency (nothing was full: each request waited for the one before it, a bulk stream for its window), objective (the search's own limit); ≥: the generator was the limit, or no rate that was tried failed, so the scenario may do more",
  "errors: requests of the load, or its streams of both directions, that failed; the column err leaves loads out",
];

const disturbedLegend = `${disturbedText}, so the figure may be too low, and CPU-s/GB too high; “machine, with others”: what kept it from being higher was partly theirs. In per cent of one CPU`;

/** Columns and rows that have any figure; null for a run without loads. */
export function viewCapacity({ scenarios }: Summary): CapacityView | null {
  const metrics = columns.map(([header, address, errors]) => {
    return { header, metric: findMetric(address)!, errors: errors ? findMetric(errors)! : null };
  });
  const known = metrics.filter(({ metric }) => scenarios.some((scenario) => isKnown(scenario, metric)));
  const measured = scenarios.filter((scenario) => known.some(({ metric }) => isKnown(scenario, metric)));
  if (known.length === 0) return null;
  return {
    header: known.map(({ header }) => header),
    rows: measured.map((scenario) => ({
      name: scenario.name,
      cells: known.map((column) => viewFigure(scenario, column)),
    })),
    notes: [...words, ...disturbedLine(measured, known), ...measured.flatMap(searchLine)],
  };
}

interface CapacityColumn {
  header: string;
  metric: Metric;
  errors: Metric | null;
}

function viewFigure(scenario: ScenarioSummary, { metric, errors }: CapacityColumn): CapacityCell {
  const { text, reason } = viewCell(scenario, metric, "ms");
  const found = metricValue(scenario, metric);
  const others = found.limitedBy === "machine" && isDisturbed(found) ? ", with others" : "";
  const limit = found.limitedBy === undefined ? [] : [`${found.limitedBy}${others}`];
  const failed = errors === null ? null : metricValue(scenario, errors).value;
  const remarks =
    typeof failed === "number" && failed > 0
      ? [...limit, failed === 1 ? "1 error" : `${failed} errors`]
      : limit;
  const shown = text === "n/a" || (text === "–" && failed) ? withCount(reason ?? text) : text;
  return { text: shown, remark: remarks.length > 0 ? remarks.join(", ") : null };
}

/** How much others used, figure by figure; none for a run without a disturbed one. */
function disturbedLine(scenarios: readonly ScenarioSummary[], columns: readonly CapacityColumn[]): string[] {
  const parts = scenarios.flatMap((scenario) => {
    const own = columns.flatMap(({ header, metric }) => {
      const { foreignPercent = 0 } = metricValue(scenario, metric);
      return isDisturbed({ foreignPercent }) ? [`${header} ${foreignPercent.toFixed(0)} %`] : [];
    });
    return own.length > 0 ? [`${scenario.name} ${own.join(", ")}`] : [];
  });
  return parts.length > 0 ? [`${disturbedLegend}: ${parts.join("; ")}`] : [];
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
  return [`${rate}; ${end}; ${trials} trials${latencyAtText(found)}`];
}

/** `; at 10 / 50 / 90 % of it p50 0.4 / 0.5 / 1.2 ms, p99 …`; empty where it was not measured. */
function latencyAtText({ latencyAt }: SaturationSummary): string {
  if (latencyAt.length === 0) return "";
  const list = (texts: readonly string[]) => texts.join(" / ");
  const ms = (us: number | null) => (us === null ? "∞" : (us / 1_000).toPrecision(2));
  const shares = list(latencyAt.map(({ share }) => (share * 100).toFixed(0)));
  const p50 = list(latencyAt.map(({ p50Us }) => ms(p50Us)));
  const p99 = list(latencyAt.map(({ p99Us }) => ms(p99Us)));
  return `; at ${shares} % of it p50 ${p50} ms, p99 ${p99} ms`;
}
