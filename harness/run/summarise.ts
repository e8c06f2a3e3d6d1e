import { analyse } from "../analysis/analyse.ts";
import type { Summary } from "../model/summary.ts";
import { renderHtml } from "../reports/html.ts";
import { renderMarkdown } from "../reports/markdown.ts";
import { readStoredRun } from "../store/read-run.ts";
import { runFiles, writeDocument } from "../store/run-folder.ts";

/** Analyses a stored run and writes summary and reports beside its samples: only from the folder, so it can be repeated. */
export async function summariseRun(folder: string): Promise<Summary> {
  const stored = await readStoredRun(folder);
  const summary = analyse(stored);
  await writeDocument(folder, runFiles.summary, `${JSON.stringify(summary, null, 2)}\n`);
  await writeDocument(folder, runFiles.markdown, renderMarkdown(summary, stored.run));
  await writeDocument(folder, runFiles.html, renderHtml(summary, stored.run));
  return summary;
}
