import type { Summary } from "../model/summary.ts";
import { escapeHtml as text } from "./html-escape.ts";
import { htmlTable } from "./html-table.ts";
import { type StudyTable, viewStudy } from "./study-view.ts";

/** The study's section of the HTML report; empty for a run without the study's protocol. */
export function studyHtml(summary: Summary): string {
  const view = viewStudy(summary);
  if (view === null) return "";
  return `<h2>${text(view.title)}</h2>
${view.tables.map(drawTable).join("\n")}
<ul class="sentences">
${view.lines.map((line) => `<li>${text(line)}</li>`).join("\n")}
</ul>
`;
}

function drawTable({ caption, columns, rows }: StudyTable): string {
  const table = htmlTable({
    caption,
    header: ["scenario", ...columns.map(({ header }) => header.join(" ").trim())],
    rows: rows.map(({ name, tone, cells }) => ({
      name: { text: name.trim(), tone },
      cells: cells.map(({ text: value, tone: cellTone, reason }) => ({
        text: value,
        tone: cellTone,
        hint: reason,
      })),
    })),
  });
  return `<p class="muted">${text(caption)}</p>\n${table}`;
}
