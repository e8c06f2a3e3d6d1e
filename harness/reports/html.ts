import type { RunRecord } from "../model/run-record.ts";
import type { Summary } from "../model/summary.ts";
import { viewCapacity } from "./capacity-view.ts";
import { environmentFacts } from "./environment.ts";
import { explanations } from "./explanations.ts";
import { gateLimits, gateValue } from "./gate-text.ts";
import { escapeHtml as text } from "./html-escape.ts";
import { styleSheet } from "./html-style.ts";
import { legend } from "./legend.ts";
import { noteLines } from "./notes.ts";
import { sentenceOf } from "./sentences.ts";
import { studyHtml } from "./study-html.ts";
import { type Row, viewTable } from "./view.ts";
import { titleLine } from "./wording.ts";

/** The report as one HTML file that needs no network and runs no script. */
export function renderHtml(summary: Summary, record?: RunRecord): string {
  const title = `tunnelbench ${titleLine(summary)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>${styleSheet}</style>
</head>
<body>
<main>
<h1>tunnelbench <span class="grade grade-${summary.grade.value}">grade ${summary.grade.value}</span></h1>
<p class="muted">${text(titleLine(summary))}</p>
<ul class="sentences">
${summary.scenarios.map((scenario) => `<li>${text(sentenceOf(scenario, summary.study !== null))}</li>`).join("\n")}
</ul>
${comparison(summary)}
${capacity(summary)}${studyHtml(summary)}<h2>Gates</h2>
${gateTable(summary)}
<h2>Environment</h2>
${definitions(environmentFacts(summary, record))}
<h2>How each number was made</h2>
${definitions(explanations)}
</main>
</body>
</html>
`;
}

function comparison(summary: Summary): string {
  const view = viewTable(summary, { medium: "document" });
  const notes = [legend(view), ...noteLines(summary)];
  const header = view.columns.map(
    ({ header: name, metric }) => `<th scope="col" title="${text(metric.title)}">${text(name)}</th>`,
  );
  return `<h2>Comparison</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">scenario</th>${header.join("")}</tr></thead>
<tbody>
${view.rows.map((row) => tableRow(row, view.columns.length)).join("\n")}
</tbody>
</table></div>
${notes.map((note) => `<p class="muted">${text(note)}</p>`).join("\n")}`;
}

function tableRow({ scenario, cells, note }: Row, columnCount: number): string {
  const name = `<th scope="row" title="${text(scenario.title)}">${text(scenario.name)}</th>`;
  if (cells === null)
    return `<tr>${name}<td class="note" colspan="${columnCount}">${text(note ?? "")}</td></tr>`;
  const drawn = cells.map((cell) => {
    const reason = cell.reason === null ? "" : ` title="${text(cell.reason)}"`;
    return `<td class="${cell.tone}"${reason}>${text(cell.text)}</td>`;
  });
  return `<tr>${name}${drawn.join("")}</tr>`;
}

/** The section of the saturating loads, for a run that has them. */
function capacity(summary: Summary): string {
  const view = viewCapacity(summary);
  if (view === null) return "";
  const rows = view.rows.map(({ name, cells }) => {
    const drawn = cells.map((cell) => {
      const remark = cell.remark === null ? "" : `<small>${text(cell.remark)}</small>`;
      return `<td>${text(cell.text)}${remark}</td>`;
    });
    return `<tr><th scope="row">${text(name)}</th>${drawn.join("")}</tr>`;
  });
  return `<h2>Capacity (HTTP)</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">scenario</th>${view.header.map((name) => `<th scope="col">${text(name)}</th>`).join("")}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table></div>
${view.notes.map((note) => `<p class="muted">${text(note)}</p>`).join("\n")}
`;
}

function gateTable({ gates }: Summary): string {
  const rows = gates.map((gate) => {
    const tone = gate.state === "pass" ? "good" : gate.state === "invalid" ? "bad" : "muted";
    const facts = [gate.title, gateValue(gate), gateLimits(gate)].map((fact) => `<td>${text(fact)}</td>`);
    return `<tr><th scope="row">${text(gate.id)}</th>${facts.join("")}<td class="${tone}">${gate.state}</td></tr>`;
  });
  return `<div class="scroll"><table>
<thead><tr><th scope="col">gate</th><th scope="col">what</th><th scope="col">value</th><th scope="col">limits</th><th scope="col">state</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table></div>`;
}

function definitions(entries: readonly (readonly [string, string])[]): string {
  return `<dl>\n${entries.map(([term, value]) => `<dt>${text(term)}</dt><dd>${text(value)}</dd>`).join("\n")}\n</dl>`;
}
