import type { Summary } from "../model/summary.ts";
import { type StudyColumn, type StudyTable, viewStudy } from "./study-view.ts";
import type { TableOptions } from "./table.ts";
import type { Tone } from "./view.ts";
import { wrap } from "./wrap.ts";

const gap = "  ";
const defaultWidth = 120;
/** Select Graphic Rendition codes, ECMA-48. */
const sgr: Record<Tone | "bold", string> = { good: "32", bad: "31", muted: "2", plain: "", bold: "1" };
type Paint = (text: string, style: Tone | "bold") => string;

/** The study's section for a terminal, with an empty line above; empty for a run without the study's protocol. */
export function renderStudy(summary: Summary, { columns, color = false }: TableOptions = {}): string {
  const view = viewStudy(summary);
  if (view === null) return "";
  const width = columns && columns > 0 ? columns : defaultWidth;
  const paint: Paint = (text, style) =>
    color && sgr[style] ? `\u001b[${sgr[style]}m${text}\u001b[0m` : text;
  const bold = (text: string) => wrap(text, width).map((line) => paint(line, "bold"));
  const tables = view.tables.flatMap((table) => [
    "",
    ...wrap(table.caption, width),
    ...drawTable(table, width, paint),
  ]);
  const lines = view.lines.flatMap((line) => wrap(line, width));
  return `${["", ...bold(view.title), ...tables, "", ...lines].join("\n")}\n`;
}

interface Fitted extends StudyColumn {
  index: number;
  width: number;
}

function drawTable(table: StudyTable, width: number, paint: Paint): string[] {
  const names = ["scenario", ...table.rows.map(({ name }) => name)];
  const nameWidth = Math.min(width, widest(names));
  const chosen = fitColumns(table, width - nameWidth);
  const header = ([0, 1] as const).map((line) => {
    const name = cut(line === 1 ? "scenario" : "", nameWidth);
    return [name, ...chosen.map((column) => column.header[line].padStart(column.width))].join(gap).trimEnd();
  });
  const rows = table.rows.map(({ name, tone: rowTone, cells }) => {
    const drawn = chosen.map((column) => {
      const { text, tone } = cells[column.index]!;
      return paint(text.padStart(column.width), tone);
    });
    return [paint(cut(name, nameWidth), rowTone), ...drawn].join(gap);
  });
  return [...header.filter((line) => line !== "").map((line) => paint(line, "bold")), ...rows];
}

/** The least important columns go until the others fit. */
function fitColumns({ columns, rows }: StudyTable, width: number): Fitted[] {
  const all = columns.map(({ header, rank }, index) => {
    return {
      header,
      rank,
      index,
      width: widest([...header, ...rows.map(({ cells }) => cells[index]!.text)]),
    };
  });
  const byRank = all.toSorted((a, b) => a.rank - b.rank);
  const total = () => byRank.reduce((sum, column) => sum + gap.length + column.width, 0);
  while (byRank.length > 0 && total() > width) byRank.pop();
  return byRank.toSorted((a, b) => a.index - b.index);
}

function widest(texts: readonly string[]): number {
  return texts.reduce((longest, text) => Math.max(longest, text.length), 0);
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text.padEnd(width);
}
