import type { HtmlTable } from "../html-table.ts";

/** Cells of one plot's table; more would make a report of 40 scenarios too large to be sent. Our choice. */
const mostCells = 3000;

/** The table with every second, third … row where all would be too many, which its caption says. */
export function thinTable(table: HtmlTable): HtmlTable {
  const { caption, header, rows } = table;
  const step = Math.ceil((rows.length * (header.length - 1)) / mostCells);
  if (step <= 1) return table;
  return {
    header,
    rows: rows.filter((_, index) => index % step === 0),
    caption: `${caption}; 1 row in ${step}, all are in "bench report --format json"`,
  };
}
