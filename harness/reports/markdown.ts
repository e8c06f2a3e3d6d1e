import type { RunRecord } from "../model/run-record.ts";
import type { Gate, Summary } from "../model/summary.ts";
import { environmentFacts } from "./environment.ts";
import { explanations } from "./explanations.ts";
import { gateLimits, gateValue } from "./gate-text.ts";
import { sentenceOf } from "./sentences.ts";
import { legend, viewTable } from "./view.ts";
import { noteLines, titleLine } from "./wording.ts";

/** The report as one Markdown document. */
export function renderMarkdown(summary: Summary, record?: RunRecord): string {
  const view = viewTable(summary);
  const notes = [legend(view), ...noteLines(summary)];
  const sections = [
    `# tunnelbench: ${escapeMarkdown(titleLine(summary))}`,
    summary.scenarios.map((scenario) => `- ${escapeMarkdown(sentenceOf(scenario))}`).join("\n"),
    comparison(summary),
    notes.map(escapeMarkdown).join("\n\n"),
    `## Gates\n\n${gateTable(summary.gates)}`,
    `## Environment\n\n${environmentFacts(summary, record).map(listItem).join("\n")}`,
    `## How each number was made\n\n${explanations.map(([term, text]) => listItem([term, text])).join("\n")}`,
  ];
  return `${sections.join("\n\n")}\n`;
}

function comparison(summary: Summary): string {
  const { columns, rows } = viewTable(summary);
  const header = ["scenario", ...columns.map(({ header: name }) => name)];
  const body = rows.map(({ scenario, cells, note }) => {
    // A note takes the first cell of its row, and the others stay empty.
    const texts =
      cells?.map(({ text }) => text) ?? columns.map((_, index) => (index === 0 ? (note ?? "") : ""));
    return [scenario.name, ...texts];
  });
  return table(header, body);
}

function gateTable(gates: readonly Gate[]): string {
  const rows = gates.map((gate) => [gate.id, gate.title, gateValue(gate), gateLimits(gate), gate.state]);
  return table(["gate", "what", "value", "limits", "state"], rows);
}

function table(header: readonly string[], rows: readonly string[][]): string {
  const alignment = header.map((_, index) => (index === 0 ? "---" : "---:"));
  return [header.map(escapeMarkdown), alignment, ...rows.map((row) => row.map(escapeMarkdown))]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

function listItem([name, value]: [string, string]): string {
  return `- **${escapeMarkdown(name)}**: ${escapeMarkdown(value)}`;
}

/** Scenario files are written by strangers: nothing of theirs may become markup. CommonMark §2.4. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[\\`*_[\]<>|&]/g, "\\$&");
}
