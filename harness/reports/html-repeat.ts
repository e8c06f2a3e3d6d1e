import type { Summary } from "../model/summary.ts";
import { escapeHtml as text } from "./html-escape.ts";

/** The exact command, with the seed that gives the same schedule, and the version that ran. */
export function repeatHtml({ run, tool }: Summary): string {
  const lines = [...(tool.commit === null ? [] : [`git checkout ${tool.commit}`]), repeatCommand(run)];
  const changed = tool.dirty
    ? "<p>The program had changes that are in no commit: this version alone does not repeat the run.</p>\n"
    : "";
  return `<pre tabindex="0"><code>${text(lines.join("\n"))}</code></pre>
${changed}<p class="muted">The seed repeats the order and the times of all requests, not the noise of the machine. In the run's folder, <code>${text(`bench report ${run.id} --again`)}</code> computes this report from the stored samples.</p>`;
}

/** As it was typed, with the seed where that was not. */
export function repeatCommand({ command, seed }: Summary["run"]): string {
  const hasSeed = command.some((word) => word === "--seed" || word.startsWith("--seed="));
  return [...command, ...(hasSeed ? [] : ["--seed", seed])].map(quoted).join(" ");
}

/** For a POSIX shell, XCU §2.2.2. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
