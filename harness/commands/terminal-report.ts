import type { Io } from "../model/io.ts";
import type { Metric } from "../model/metric.ts";
import type { Summary } from "../model/summary.ts";
import { renderSentences } from "../reports/sentences.ts";
import { renderStudy } from "../reports/study-terminal.ts";
import { renderTable } from "../reports/table.ts";
import { wrap } from "../reports/wrap.ts";

const indent = "  ";

/**
 * Table and sentences as they fit the screen; in colour only on a terminal, and not where NO_COLOR is set. `metrics` instead of
 * the usual columns.
 */
export function terminalReport(
  summary: Summary,
  { stdout, env }: Io,
  metrics: readonly Metric[] | null = null,
): string {
  const { columns } = stdout;
  const options = { columns, color: stdout.isTTY && !env["NO_COLOR"], metrics };
  const table = renderTable(summary, options);
  const sentences = renderSentences(summary)
    .split("\n")
    .flatMap((sentence) => hang(sentence, stdout.isTTY ? columns : Number.POSITIVE_INFINITY));
  return `${table}\n\n${sentences.join("\n")}\n${renderStudy(summary, options)}`;
}

/** Lines after the first are set in, so that the eye finds where the next scenario begins. */
function hang(sentence: string, width: number): string[] {
  const lines = wrap(sentence, width - indent.length);
  return lines.map((line, index) => (index === 0 ? line : `${indent}${line}`));
}
