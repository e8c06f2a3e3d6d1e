import type { Summary } from "../model/summary.ts";
import { escapeMarkdown, markdownTable } from "./markdown-table.ts";
import { type StudyTable, viewStudy } from "./study-view.ts";

/** The study's section of the Markdown report: one text, or none for a run without the study's protocol. */
export function studyMarkdown(summary: Summary): string[] {
  const view = viewStudy(summary);
  if (view === null) return [];
  const lines = view.lines.map((line) => `- ${escapeMarkdown(line)}`);
  return [[`## ${escapeMarkdown(view.title)}`, ...view.tables.map(drawTable), lines.join("\n")].join("\n\n")];
}

function drawTable({ caption, columns, rows }: StudyTable): string {
  const header = ["scenario", ...columns.map(({ header: lines }) => lines.join(" ").trim())];
  const body = rows.map(({ name, cells }) => [name.trim(), ...cells.map(({ text }) => text)]);
  return `${escapeMarkdown(caption)}\n\n${markdownTable(header, body)}`;
}
