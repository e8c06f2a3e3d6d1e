import type { Summary } from "../model/summary.ts";
import { escapeHtml as text } from "./html-escape.ts";
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
  const header = columns.map(({ header: lines }) => `<th scope="col">${text(lines.join(" ").trim())}</th>`);
  const body = rows.map(({ name, tone: rowTone, cells }) => {
    const drawn = cells.map(({ text: value, tone, reason }) => {
      const title = reason === null ? "" : ` title="${text(reason)}"`;
      return `<td class="${tone}"${title}>${text(value)}</td>`;
    });
    return `<tr><th scope="row" class="${rowTone}">${text(name.trim())}</th>${drawn.join("")}</tr>`;
  });
  return `<p class="muted">${text(caption)}</p>
<div class="scroll"><table>
<thead><tr><th scope="col">scenario</th>${header.join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table></div>`;
}
