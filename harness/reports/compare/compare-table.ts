import { wrap } from "../wrap.ts";
import { columnsText, differenceLines, type PairView, type RowView, viewPair } from "./compare-view.ts";
import type { RunComparison } from "./comparison.ts";
import { breakCommands } from "./plain-text.ts";

export interface ScreenOptions {
  /** Characters; 0 where the width is not known, then 120. */
  columns: number;
  color: boolean;
}

/** Select Graphic Rendition codes, ECMA-48. */
const sgr = { good: "32", bad: "31", muted: "2", plain: "", bold: "1" };
const defaultWidth = 120;
const header = { metric: "metric", before: "before", after: "after", change: "change", verdict: "verdict" };

/** The comparison for a terminal: what differs first, then a table a pair of runs. */
export function renderComparisonTable(comparison: RunComparison, options: ScreenOptions): string {
  const width = options.columns > 0 ? options.columns : defaultWidth;
  const paint = (text: string, style: keyof typeof sgr) =>
    options.color && sgr[style] ? `\u001b[${sgr[style]}m${text}\u001b[0m` : text;
  const pairs = comparison.pairs
    .map(viewPair)
    .flatMap((view) => [
      "",
      ...wrap(view.title, width).map((line) => paint(line, "bold")),
      ...wrap(view.headline, width),
      ...drawRows(view, width, paint),
      ...(view.reasons.length > 0 ? ["", "no verdict, or none that holds:"] : []),
      ...view.reasons.flatMap((reason) => wrap(reason, width)),
    ]);
  const differences = differenceLines(comparison).flatMap((line) => wrap(line, width));
  return breakCommands(`${[...differences, ...pairs, "", ...wrap(columnsText, width)].join("\n")}\n`);
}

function drawRows(
  { scenarios }: PairView,
  width: number,
  paint: (text: string, style: keyof typeof sgr) => string,
): string[] {
  const rows = scenarios.flatMap((scenario) => scenario.rows);
  const widest = (part: "metric" | "before" | "after" | "change") =>
    Math.max(header[part].length, ...rows.map((row) => row[part].length));
  const widths = [widest("metric"), widest("before"), widest("after"), widest("change")];
  const used = widths.reduce((sum, each) => sum + each + 2, 2);
  const fitsWhole = rows.every(({ verdict }) => used + verdict.length <= width);
  const draw = (row: Pick<RowView, "metric" | "before" | "after" | "change">, verdict: string) => {
    const numbers = [row.before, row.after, row.change].map((text, index) =>
      text.padStart(widths[index + 1]!),
    );
    return cut(`  ${[row.metric.padEnd(widths[0]!), ...numbers, verdict].join("  ")}`, width);
  };
  return [
    "",
    paint(draw(header, header.verdict), "bold"),
    ...scenarios.flatMap(({ name, rows: own }) => [
      paint(cut(own.length > 0 ? name : `${name}: no figures in either run`, width), "bold"),
      ...own.map((row) => paint(draw(row, fitsWhole ? row.verdict : row.word), row.tone)),
    ]),
  ];
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
}
