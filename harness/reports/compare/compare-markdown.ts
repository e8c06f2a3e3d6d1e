import { escapeMarkdown, markdownTable } from "../markdown-table.ts";
import { columnsText, differenceLines, viewPair } from "./compare-view.ts";
import type { RunComparison } from "./comparison.ts";

const header = ["scenario", "metric", "before", "after", "change", "verdict"];

/** The comparison as Markdown, ready for a comment or a job's summary. */
export function renderComparisonMarkdown(comparison: RunComparison): string {
  const pairs = comparison.pairs.map(viewPair).flatMap((view) => {
    const rows = view.scenarios.flatMap(({ name, rows: own }) =>
      own.length === 0
        ? [[name, "no figures in either run", "–", "–", "–", "–"]]
        : own.map(({ metric, before, after, change, verdict }) => [
            name,
            metric,
            before,
            after,
            change,
            verdict,
          ]),
    );
    return [
      `## ${escapeMarkdown(view.title)}`,
      `**${escapeMarkdown(view.headline)}**`,
      markdownTable(header, rows),
      ...(view.reasons.length > 0 ? [`No verdict, or none that holds:\n\n${list(view.reasons)}`] : []),
    ];
  });
  const parts = ["# What changed", list(differenceLines(comparison)), ...pairs, escapeMarkdown(columnsText)];
  return `${parts.join("\n\n")}\n`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${escapeMarkdown(line)}`).join("\n");
}
