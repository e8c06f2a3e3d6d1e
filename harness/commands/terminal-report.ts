import type { Io } from "../model/io.ts";
import type { Summary } from "../model/summary.ts";
import { renderSentences } from "../reports/sentences.ts";
import { renderStudy } from "../reports/study-terminal.ts";
import { renderTable } from "../reports/table.ts";
import { wrap } from "../reports/wrap.ts";

/** Table and sentences as they fit the screen; in colour only on a terminal, and not where NO_COLOR is set. */
export function terminalReport(summary: Summary, { stdout, env }: Io): string {
  const { columns } = stdout;
  const options = { columns, color: stdout.isTTY && !env["NO_COLOR"] };
  const table = renderTable(summary, options);
  const sentences = renderSentences(summary)
    .split("\n")
    .flatMap((sentence) => wrap(sentence, stdout.isTTY ? columns : Number.POSITIVE_INFINITY));
  return `${table}\n${sentences.join("\n")}\n${renderStudy(summary, options)}`;
}
