import { line as lineOf } from "d3-shape";
import type { LatencyOverTime, Plots } from "../../model/plots.ts";
import type { WorkloadName } from "../../model/scenario.ts";
import { type DuetAxis, duetAxis } from "./duet-axis.ts";
import type { Figure } from "./figure.ts";
import { area, type Panel } from "./panel.ts";
import { usText } from "./quantile-table.ts";
import { type LogScale, latencyScale, latencyTicks, timeText } from "./scales.ts";
import { tag } from "./svg.ts";

/** Latency in the duets over time, one panel a scenario; null where no duet carried the workload. */
export function latencyFigure(plots: Plots, workload: WorkloadName): Figure | null {
  const rows = plots.latency.filter((row) => row.workload === workload && row.p50Us.length > 0);
  const y = latencyScale(rows.flatMap(({ p50Us, p95Us }) => [...p50Us, ...p95Us]));
  const x = duetAxis(plots);
  if (y === null || x === null) return null;
  const name = workload.toUpperCase();
  return {
    id: `latency-${workload}`,
    title: `${name} latency over time`,
    caption: `The measured part of the run, in which all scenarios are asked in turn${x.duets.length > 1 ? ", instance after instance; what came between is left out" : ""}. Each point is of the requests that were due in that time. It shows when something happened; it has no intervals. All panels have the same axes.`,
    keys: [
      { mark: "own", text: "median" },
      { mark: "second", text: "p95" },
      ...(rows.some(({ failed }) => failed.some((count) => count > 0))
        ? [{ mark: "failure", text: "requests without an answer" }]
        : []),
      { mark: "area-phase", text: "duet" },
    ],
    panels: rows.map((row) => panelOf(row, x, y, name)),
    table: tableOf(rows, name),
  };
}

function panelOf(row: LatencyOverTime, x: DuetAxis, y: LogScale, name: string): Panel {
  return {
    title: `${row.scenario}, ${name}`,
    description: describe(row, name),
    x: { label: "seconds since the start of the run", ticks: x.ticks },
    y: { label: "latency", ticks: latencyTicks(y) },
    background: x.bands,
    behind: x.names,
    marks: [curve(row, row.p95Us, x, y, "second"), curve(row, row.p50Us, x, y, "own"), failures(row, x)],
  };
}

interface Bin {
  duet: number | null;
  at: number;
  value: number | null;
}

/** Broken where a value is infinite and between two duets. */
function curve(
  row: LatencyOverTime,
  values: readonly (number | null)[],
  x: DuetAxis,
  y: LogScale,
  mark: string,
): string {
  const bins = values.map((value, index): Bin => {
    const middle = (row.startSeconds[index]! + row.endSeconds[index]!) / 2;
    return { duet: x.duetAt(middle), at: middle, value };
  });
  const path = lineOf<Bin>()
    .defined(({ duet, value }) => duet !== null && value !== null)
    .x(({ at }) => x.at(at))
    .y(({ value }) => y(value!))
    .digits(1);
  const parts = Map.groupBy(bins, ({ duet }) => duet);
  const d = [...parts.values()].map((part) => path(part) ?? "").join("");
  return tag("path", { class: mark, d });
}

/** A cross at the upper edge for each bin with a failure. */
function failures({ startSeconds, endSeconds, failed }: LatencyOverTime, x: DuetAxis): string {
  const d = failed.flatMap((count, index) => {
    const middle = (startSeconds[index]! + endSeconds[index]!) / 2;
    if (count === 0 || x.duetAt(middle) === null) return [];
    return [`M${(x.at(middle) - 3).toFixed(1)},${area.top + 2}l6,6m0,-6l-6,6`];
  });
  return d.length === 0 ? "" : tag("path", { class: "failure", d: d.join("") });
}

function describe({ scenario, p50Us, p95Us, failed }: LatencyOverTime, name: string): string {
  const total = failed.reduce((sum, count) => sum + count, 0);
  return `${name} latency of ${scenario} over time: medians ${rangeText(p50Us)}, p95 ${rangeText(p95Us)}, ${total} requests without an answer.`;
}

function rangeText(values: readonly (number | null)[]): string {
  const finite = values.filter((value) => value !== null);
  if (finite.length === 0) return "without an answer";
  return `from ${timeText(Math.min(...finite))} to ${finite.length < values.length ? "no answer" : timeText(Math.max(...finite))}`;
}

/** Rows differ in their bins only where one of them was interrupted or failed early. */
function tableOf(rows: readonly LatencyOverTime[], name: string): Figure["table"] {
  const starts = [...new Set(rows.flatMap(({ startSeconds }) => startSeconds))].sort((a, b) => a - b);
  const indices = rows.map(({ startSeconds }) => new Map(startSeconds.map((start, index) => [start, index])));
  return {
    caption: `${name} latency in µs over time: median, p95, and failed requests`,
    header: ["from second", ...rows.map(({ scenario }) => `${scenario}: p50, p95, failed`)],
    rows: starts.map((start) => ({
      name: start.toFixed(1),
      cells: rows.map((row, place) => {
        const index = indices[place]!.get(start);
        if (index === undefined) return "–";
        return `${usText(row.p50Us[index]!)}, ${usText(row.p95Us[index]!)}, ${row.failed[index]}`;
      }),
    })),
  };
}
