import { escapeHtml as text } from "./html-escape.ts";
import type { Tone } from "./view.ts";

export interface HtmlCell {
  text: string;
  tone?: Tone;
  /** Shown when pointed at. */
  hint?: string | null;
  /** Below it, small. */
  remark?: string | null;
}

/** The first cell of each row names it. A row of one cell more has a note over the whole width. */
export interface HtmlTable {
  caption: string;
  header: readonly (string | HtmlCell)[];
  rows: readonly { name: string | HtmlCell; cells: readonly (string | HtmlCell)[]; note?: string | null }[];
}

/** A table that scrolls by itself where it is wider than the page; it can be reached by keyboard. */
export function htmlTable({ caption, header, rows }: HtmlTable): string {
  const columns = header.map((cell) => drawCell("th", cell, ' scope="col"'));
  const body = rows.map(({ name, cells, note }) => {
    const drawn = note
      ? [`<td class="note" colspan="${header.length - 1}">${text(note)}</td>`]
      : cells.map((cell) => drawCell("td", cell));
    return `<tr>${drawCell("th", name, ' scope="row"')}${drawn.join("")}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${text(caption)}"><table>
<thead><tr>${columns.join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table></div>`;
}

function drawCell(name: "td" | "th", cell: string | HtmlCell, scope = ""): string {
  if (typeof cell === "string") return `<${name}${scope}>${text(cell)}</${name}>`;
  const tone = cell.tone === undefined || cell.tone === "plain" ? "" : ` class="${cell.tone}"`;
  const hint = cell.hint ? ` title="${text(cell.hint)}"` : "";
  const remark = cell.remark ? `<small>${text(cell.remark)}</small>` : "";
  return `<${name}${scope}${tone}${hint}>${text(cell.text)}${remark}</${name}>`;
}
