import type { Metric } from "../model/metric.ts";
import type { Summary } from "../model/summary.ts";
import { partialLines } from "./failed-rows.ts";
import { legend } from "./legend.ts";
import { noteLines } from "./notes.ts";
import { type Column, type TableView, type Tone, viewTable } from "./view.ts";
import { titleLine } from "./wording.ts";
import { wrap } from "./wrap.ts";

export interface TableOptions {
  /**
   * Width of the terminal in characters; 0 where it is not known.
   * @default 120
   */
  columns?: number;
  /** Colour codes of a terminal. */
  color?: boolean;
  /** Instead of the usual columns. */
  metrics?: readonly Metric[] | null;
}

const defaultWidth = 120;
const gap = "  ";
const scenarioHeader = "scenario";

/** Select Graphic Rendition codes, ECMA-48. */
const sgr: Record<Tone | "bold", string> = { good: "32", bad: "31", muted: "2", plain: "", bold: "1" };
type Paint = (text: string, style: Tone | "bold") => string;

/** The comparison as a table for a terminal: it drops the least important columns until it fits. */
export function renderTable(summary: Summary, options: TableOptions = {}): string {
  const { columns, color = false, metrics = null } = options;
  const width = columns && columns > 0 ? columns : defaultWidth;
  const paint: Paint = (text, style) =>
    color && sgr[style] ? `\u001b[${sgr[style]}m${text}\u001b[0m` : text;
  const view = viewTable(summary, { metrics });
  const title = wrap(titleLine(summary), width).map((line) => paint(line, "bold"));
  const fitted = fitColumns(view, width);
  const shown = fitted.chosen.map(({ index }) => view.columns[index]!);
  const notes = [
    ...partialLines(view),
    legend(view, shown),
    ...noRoomLine(view, shown, width),
    ...noteLines(summary),
  ];
  const below = notes.flatMap((note) => wrap(note, width));
  return [...title, "", ...drawTable(fitted, width, paint), "", ...below].join("\n");
}

function noRoomLine({ columns }: TableView, shown: readonly Column[], width: number): string[] {
  const hidden = columns.filter((column) => !shown.includes(column));
  if (hidden.length === 0) return [];
  // "verdict" is of HTTP and of MQTT
  const isShown = (name: string) => shown.some(({ header }) => header === name);
  const names = hidden.map(({ header, metric }) => (isShown(header) ? metric.address : header));
  return [`no room in ${width} characters for: ${names.join(", ")}; --format csv has all`];
}

/** Column indices, widths and cells as they are drawn. */
interface Drawn {
  view: TableView;
  nameWidth: number;
  chosen: { index: number; width: number; lines: [string, string] }[];
}

function fitColumns(view: TableView, width: number): Drawn {
  const names = view.rows.map(({ name }) => name.length);
  const nameWidth = names.reduce((a, b) => Math.max(a, b), scenarioHeader.length);
  const all = view.columns.map(({ header, rank }, index) => {
    const lines = headerLines(header);
    const texts = [...lines, ...view.rows.map(({ cells }) => cells?.[index]?.text ?? "")];
    return { index, rank, lines, width: texts.reduce((widest, text) => Math.max(widest, text.length), 0) };
  });
  const byRank = all.toSorted((a, b) => a.rank - b.rank);
  const total = () => byRank.reduce((sum, column) => sum + gap.length + column.width, nameWidth);
  while (byRank.length > 0 && total() > width) byRank.pop();
  return { view, nameWidth, chosen: byRank.toSorted((a, b) => a.index - b.index) };
}

function drawTable({ view, nameWidth, chosen }: Drawn, width: number, paint: Paint): string[] {
  const header = ([0, 1] as const).map((line) => {
    const name = (line === 1 ? scenarioHeader : "").padEnd(nameWidth);
    const rest = chosen.map((column) => column.lines[line].padStart(column.width));
    return paint([name, ...rest].join(gap).trimEnd(), "bold");
  });
  const rows = view.rows.map(({ name: shown, cells, note }) => {
    const name = shown.padEnd(nameWidth);
    if (cells === null) return paint(cut(`${name}${gap}${note}`, width), "muted");
    const drawn = chosen.map(({ index, width: cellWidth }) => {
      const { text, tone } = cells[index]!;
      return paint(text.padStart(cellWidth), tone);
    });
    return [cut(name, width), ...drawn].join(gap);
  });
  return [...header, ...rows];
}

/** `HTTP p50` and the address `http.cpu.service` stand in two lines, so that a column is hardly wider than its numbers. */
function headerLines(header: string): [string, string] {
  const [first = "", ...others] = header.split(" ");
  if (others.length > 0) return [first, others.join(" ")];
  const end = header.lastIndexOf(".", header.length - 2) + 1; // "cont." ends with one that parts nothing
  return [header.slice(0, end), header.slice(end)];
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}
