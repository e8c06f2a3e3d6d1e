import { findMetric } from "../../model/metrics.ts";
import { formatDifference, formatValue, infinite } from "../numbers.ts";
import { wrap } from "../wrap.ts";
import type { History, HistoryPoint, HistoryRun, HistorySeries } from "./history.ts";
import { drawPoint, type Scale, scaleOf } from "./point-plot.ts";

const defaultWidth = 120;
/** A narrower plot shows nothing. */
const leastPlot = 12;
const gap = "  ";

/** Every series as a table with a plot beside it: a line a run, the newest last. `columns` 0: not known. */
export function renderHistoryTable({ runs, series }: History, { columns }: { columns: number }): string {
  const width = columns > 0 ? columns : defaultWidth;
  const byId = new Map(runs.map((run) => [run.id, run]));
  const tables = series.map((each) => [...titleLines(each, width), ...rowsOf(each, byId, width)].join("\n"));
  const legend = wrap(
    "●: may be compared with the newest, ○: may not; ├ ┤: 95 % interval within the run, ▶: open; levels move from session to session, ratio and delta to baseline far less",
    width,
  );
  return `${[...tables, legend.join("\n")].join("\n\n")}\n`;
}

function titleLines({ scenario, metric, title, unit, better }: HistorySeries, width: number): string[] {
  const unitText = unit === "us" ? "µs" : unit;
  const isNumber = unit !== "word" && unit !== "count" && unit !== "ratio";
  const facts = [title, isNumber && `in ${unitText}`, better && `${better} is better`].filter(Boolean);
  return wrap(`${scenario}.${metric}: ${facts.join(", ")}`, width);
}

interface Line {
  cells: string[];
  point: HistoryPoint;
  note: string;
}

function rowsOf(series: HistorySeries, runs: ReadonlyMap<string, HistoryRun>, width: number): string[] {
  const notes = new Notes();
  const lines = series.points.map((point): Line => {
    const run = runs.get(point.run)!;
    return { cells: cellsOf(run, point, series), point, note: notes.markOf(remarksOn(run, point)) };
  });
  const header = ["run", "commit", "branch", "grade", "value"];
  const shown = columnsFor(header, lines, width);
  const widths = shown.map((column) =>
    Math.max(header[column]!.length, ...lines.map(({ cells }) => cells[column]!.length)),
  );
  const draw = (cells: readonly string[]) =>
    shown.map((column, index) => cells[column]!.padEnd(widths[index]!)).join(gap);
  const marks = Math.max(0, ...lines.map(({ note }) => note.length));
  const used = widths.reduce((sum, each) => sum + each + gap.length, 0) + marks + gap.length;
  const scale = scaleOf(series.points, Math.min(60, width - used));
  const plot = (point: HistoryPoint) => (scale === null ? "" : drawPoint(point, scale));
  return [
    `${draw(header)}${gap}${axisOf(scale, series)}`.trimEnd(),
    ...lines.map(({ cells, point, note }) =>
      `${draw(cells)}${gap}${plot(point).padEnd(scale?.width ?? 0)}${gap}${note}`.trimEnd(),
    ),
    ...notes.lines().flatMap((line) => wrap(line, width)),
  ];
}

/** The branch goes first, then the grade, where the plot would have no room. */
function columnsFor(header: readonly string[], lines: readonly Line[], width: number): number[] {
  const all = header.map((name, column) => ({
    column,
    size: Math.max(name.length, ...lines.map(({ cells }) => cells[column]!.length)) + gap.length,
  }));
  const dropOrder = [2, 3, 1];
  for (let dropped = 0; dropped <= dropOrder.length; dropped++) {
    const kept = all.filter(({ column }) => !dropOrder.slice(0, dropped).includes(column));
    const room = width - kept.reduce((sum, { size }) => sum + size, 0) - leastPlot - 4;
    if (room >= 0 || dropped === dropOrder.length) return kept.map(({ column }) => column);
  }
  return [];
}

function cellsOf(run: HistoryRun, point: HistoryPoint, { metric }: HistorySeries): string[] {
  const commit = run.commit === null ? "–" : `${run.commit.slice(0, 8)}${run.isDirty ? "+" : ""}`;
  return [run.id, commit, run.branch ?? "–", run.grade ?? "–", valueText(point, metric)];
}

function valueText({ value, low, high }: HistoryPoint, address: string): string {
  if (value === null) return "–";
  if (typeof value !== "number") return String(value);
  const { decimals } = findMetric(address)!;
  if (low === null || high === null) return formatValue({ value, low, high }, decimals);
  const end = (side: number) => formatValue({ value: side, low, high }, decimals).replace("-", "−");
  if (!Number.isFinite(high)) return `${end(value)} (> ${end(low)})`;
  const symmetric = formatDifference({ value, low, high }, decimals).replace(/^\+/, "");
  return isLopsided(value, low, high) ? `${end(value)} (${end(low)} … ${end(high)})` : symmetric;
}

/** From here on ± would say what is not so: one side a third longer than the other one. Our choice. */
const mostLopsided = 4 / 3;

function isLopsided(value: number, low: number, high: number): boolean {
  const [shorter, longer] = [value - low, high - value].toSorted((a, b) => a - b) as [number, number];
  return longer > mostLopsided * shorter;
}

function axisOf(scale: Scale | null, { metric }: HistorySeries): string {
  if (scale === null) return "";
  const { decimals } = findMetric(metric)!;
  const [from, to] = [scale.from, scale.to].map((value) => value.toFixed(decimals)) as [string, string];
  const room = scale.width - from.length - to.length - 2;
  return room < 1 ? "" : `${from} ${"╌".repeat(room)} ${to}`;
}

function remarksOn(run: HistoryRun, point: HistoryPoint): string[] {
  const other = point.obstacles.length > 0 && point.value !== null;
  return [
    ...(point.value === null ? [`no value: ${point.reason ?? "not measured"}`] : []),
    ...(point.value === Number.POSITIVE_INFINITY ? [`${infinite}: too many requests had no answer`] : []),
    ...(other ? [`not comparable with the newest: other ${point.obstacles.join(", other ")}`] : []),
    ...(run.status === "complete" ? [] : [`${run.status}`]),
    ...(run.remark === null || point.value === null ? [] : [run.remark]),
  ];
}

/** Footnotes: one letter for each set of remarks. */
class Notes {
  readonly #marks = new Map<string, string>();

  markOf(remarks: readonly string[]): string {
    if (remarks.length === 0) return "";
    const text = remarks.join("; ");
    const mark = this.#marks.get(text) ?? letterOf(this.#marks.size);
    this.#marks.set(text, mark);
    return mark;
  }

  lines(): string[] {
    return [...this.#marks].map(([text, mark]) => `${mark}: ${text}`);
  }
}

/** a … z, a1 … */
function letterOf(index: number): string {
  const letter = String.fromCharCode("a".charCodeAt(0) + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
}
