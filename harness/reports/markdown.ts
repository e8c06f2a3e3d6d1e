import type { Metric } from "../model/metric.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Gate, Summary } from "../model/summary.ts";
import { type BaseView, viewBases } from "./base-view.ts";
import { viewCapacity } from "./capacity-view.ts";
import { environmentFacts } from "./environment.ts";
import { explanations } from "./explanations.ts";
import { partialLines } from "./failed-rows.ts";
import { gateLimits, gateValue } from "./gate-text.ts";
import { headline } from "./headline.ts";
import { legend } from "./legend.ts";
import { escapeMarkdown, markdownTable } from "./markdown-table.ts";
import { noteLines } from "./notes.ts";
import { sentenceOf } from "./sentences.ts";
import { studyMarkdown } from "./study-markdown.ts";
import { type TableView, viewTable } from "./view.ts";
import { titleLine } from "./wording.ts";

/** The report as one Markdown document; `metrics` instead of the usual columns. */
export function renderMarkdown(
  summary: Summary,
  record?: RunRecord,
  metrics: readonly Metric[] | null = null,
): string {
  const view = viewTable(summary, { medium: "document", metrics });
  const notes = [...partialLines(view), legend(view), ...noteLines(summary)];
  const sections = [
    `# tunnelbench: ${escapeMarkdown(titleLine(summary))}`,
    `**${escapeMarkdown(headline(summary))}**`,
    summary.scenarios
      .map((scenario) => `- ${escapeMarkdown(sentenceOf(scenario, summary.study !== null))}`)
      .join("\n"),
    comparison(view),
    notes.map(escapeMarkdown).join("\n\n"),
    ...viewBases(summary).map(headAgainstBase),
    ...capacity(summary),
    ...studyMarkdown(summary),
    `## Gates\n\n${gateTable(summary.gates)}`,
    `## Environment\n\n${environmentFacts(summary, record).map(listItem).join("\n")}`,
    `## How each number was made\n\n${explanations.map(([term, text]) => listItem([term, text])).join("\n")}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function comparison({ columns, rows }: TableView): string {
  const header = ["scenario", ...columns.map(({ header: name }) => name)];
  const body = rows.map(({ name, cells, note }) => {
    // A note takes the first cell of its row, and the others stay empty.
    const texts =
      cells?.map(({ text }) => text) ?? columns.map((_, index) => (index === 0 ? (note ?? "") : ""));
    return [name, ...texts];
  });
  return markdownTable(header, body);
}

function headAgainstBase({ title, header, rows, note }: BaseView): string {
  const table = markdownTable(
    header,
    rows.map(({ name, cells }) => [name, ...cells]),
  );
  const parts = [
    `## ${escapeMarkdown(title)}`,
    rows.length > 0 && table,
    note !== null && escapeMarkdown(note),
  ];
  return parts.filter((part) => part !== false).join("\n\n");
}

/** The section of the saturating loads, for a run that has them. */
function capacity(summary: Summary): string[] {
  const view = viewCapacity(summary);
  if (view === null) return [];
  const rows = view.rows.map(({ name, cells }) => [
    name,
    ...cells.map(({ text, remark }) => (remark === null ? text : `${text} (${remark})`)),
  ]);
  return [
    "## Capacity (HTTP)",
    markdownTable(["scenario", ...view.header], rows),
    view.notes.map(escapeMarkdown).join("\n\n"),
  ];
}

function gateTable(gates: readonly Gate[]): string {
  const rows = gates.map((gate) => [gate.id, gate.title, gateValue(gate), gateLimits(gate), gate.state]);
  return markdownTable(["gate", "what", "value", "limits", "state"], rows);
}

function listItem([name, value]: [string, string]): string {
  return `- **${escapeMarkdown(name)}**: ${escapeMarkdown(value)}`;
}
