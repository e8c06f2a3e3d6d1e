import type { Summary } from "../model/summary.ts";
import { viewBases } from "./base-view.ts";
import { viewCapacity } from "./capacity-view.ts";
import { partialLines } from "./failed-rows.ts";
import { escapeHtml as text } from "./html-escape.ts";
import { type HtmlCell, htmlTable } from "./html-table.ts";
import { legend } from "./legend.ts";
import { noteLines } from "./notes.ts";
import { sentenceOf } from "./sentences.ts";
import { type Row, viewTable } from "./view.ts";

/** The comparison table, each scenario in a sentence, and what must be known before a figure is quoted. */
export function comparisonHtml(summary: Summary): string {
  const view = viewTable(summary, { medium: "document" });
  const header = view.columns.map(
    ({ header: name, metric }): HtmlCell => ({ text: name, hint: metric.title }),
  );
  const table = htmlTable({
    caption: "Comparison of the scenarios",
    header: ["scenario", ...header],
    rows: view.rows.map(tableRow),
  });
  const sentences = summary.scenarios.map((scenario) => sentenceOf(scenario, summary.study !== null));
  const partial = partialLines(view).map((line) => `\n<p class="note">${text(line)}</p>`);
  return `${table}${partial.join("")}
<p class="muted">${text(legend(view))}</p>
${list(sentences)}
<h3>Before you quote a figure</h3>
${list(noteLines(summary))}`;
}

function tableRow({ scenario, name: shown, cells, note }: Row) {
  const name: HtmlCell = { text: shown, hint: scenario.title };
  if (cells === null) return { name, cells: [], note: note ?? "" };
  return { name, cells: cells.map(({ text: shown, tone, reason }) => ({ text: shown, tone, hint: reason })) };
}

/** Each head beside its base; empty for a run without one. */
export function basesHtml(summary: Summary): string {
  const drawn = viewBases(summary).map(({ title, header, rows, note }) => {
    const remark = note === null ? "" : `\n<p class="muted">${text(note)}</p>`;
    const table = rows.length === 0 ? "" : `\n${htmlTable({ caption: title, header, rows })}`;
    return `<h3>${text(title)}</h3>${table}${remark}`;
  });
  return drawn.join("\n");
}

/** What each scenario carries under saturating loads; empty for a run without them. */
export function capacityHtml(summary: Summary): string {
  const view = viewCapacity(summary);
  if (view === null) return "";
  return `<h3>Capacity (HTTP)</h3>
${htmlTable({ caption: "Capacity", header: ["scenario", ...view.header], rows: view.rows })}
${view.notes.map((note) => `<p class="muted">${text(note)}</p>`).join("\n")}`;
}

function list(lines: readonly string[]): string {
  return `<ul>\n${lines.map((line) => `<li>${text(line)}</li>`).join("\n")}\n</ul>`;
}
