import { dirname } from "node:path";
import { analyse } from "../analysis/analyse.ts";
import { type Traffic, TrafficCollector } from "../analysis/traffic.ts";
import { indexWindows } from "../analysis/windows.ts";
import type { Summary } from "../model/summary.ts";
import { renderHtml } from "../reports/html.ts";
import { renderMarkdown } from "../reports/markdown.ts";
import { readNewestCalibration } from "../store/calibrations.ts";
import {
  forEachSample,
  type RunWithoutSamples,
  readRunWithoutSamples,
  withSamplesRead,
} from "../store/read-run.ts";
import { runFiles, writeDocument } from "../store/run-folder.ts";

/**
 * Analyses a stored run and writes summary and reports beside its samples: only from the folder and the host's calibrations
 * beside it, so it can be repeated.
 */
export async function summariseRun(folder: string): Promise<Summary> {
  const stored = await readRunWithoutSamples(folder);
  const { host, startedAt } = stored.run;
  const calibration = await readNewestCalibration(dirname(folder), host.id, startedAt);
  const { traffic, endsWhole } = await readTraffic(folder, stored);
  const damage = withSamplesRead(stored.damage, endsWhole);
  const summary = analyse({ ...stored, calibration, traffic, damage });
  await writeDocument(folder, runFiles.summary, `${JSON.stringify(summary, null, 2)}\n`);
  await writeDocument(folder, runFiles.markdown, renderMarkdown(summary, stored.run));
  await writeDocument(folder, runFiles.html, renderHtml(summary, stored.run));
  return summary;
}

/** Sorts samples while they are read: a million at once take a gigabyte with the text that they come from. */
async function readTraffic(
  folder: string,
  { run, counters }: RunWithoutSamples,
): Promise<{ traffic: Traffic; endsWhole: boolean }> {
  const collector = new TrafficCollector(run, indexWindows(run.plan.phases, counters));
  const endsWhole = await forEachSample(folder, (sample) => collector.add(sample));
  return { traffic: collector.take(), endsWhole };
}
