import { escapeMarkdown, markdownTable } from "../reports/markdown-table.ts";
import type { CheckResult } from "./check-run.ts";
import { countText, foundText, label, placeText, worstState } from "./check-text.ts";

const headings = {
  passed: "passed",
  failed: "failed",
  undecided: "undecided",
  missing: "a value is missing",
};

/** A section of Markdown for the page of a CI job: what is red first. */
export function renderJobSummary({ findings, notes }: CheckResult, file: string, runId: string): string {
  const sorted = findings.toSorted((a, b) => Number(a.isGreen) - Number(b.isGreen));
  const rows = sorted.map((finding) => [
    finding.rule,
    label(finding),
    foundText(finding),
    placeText(file, finding),
  ]);
  const title = `## bench check: ${headings[worstState(findings)]}`;
  const sentence = `Run ${runId} against ${escapeMarkdown(file)}: ${countText(findings)}.`;
  const table = markdownTable(["rule", "result", "found", "where"], rows);
  return `${[title, sentence, ...notes.map(escapeMarkdown), table].join("\n\n")}\n\n`;
}
