import { dirname } from "node:path";
import { analyse } from "../analysis/analyse.ts";
import type { Summary } from "../model/summary.ts";
import { renderHtml } from "../reports/html.ts";
import { renderMarkdown } from "../reports/markdown.ts";
import { readNewestCalibration } from "../store/calibrations.ts";
import { readStoredRun } from "../store/read-run.ts";
import { runFiles, writeDocument } from "../store/run-folder.ts";

/**
 * Analyses a stored run and writes summary and reports beside its samples: only from the folder and the host's calibrations
 * beside it, so it can be repeated.
 */
export async function summariseRun(folder: string): Promise<Summary> {
  const stored = await readStoredRun(folder);
  const { host, startedAt } = stored.run;
  const calibration = await readNewestCalibration(dirname(folder), host.id, startedAt);
  const summary = analyse({ ...stored, calibration });
  await writeDocument(folder, runFiles.summary, `${JSON.stringify(summary, null, 2)}\n`);
  await writeDocument(folder, runFiles.markdown, renderMarkdown(summary, stored.run));
  await writeDocument(folder, runFiles.html, renderHtml(summary, stored.run));
  return summary;
}
