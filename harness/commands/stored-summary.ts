import { BenchError } from "../model/error.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Summary } from "../model/summary.ts";
import { summariseRun } from "../run/summarise.ts";
import { hasSamples } from "../store/has-samples.ts";
import { isCurrentSummary, readRunRecord, readSummary } from "../store/read-run.ts";

/** The summary in a run folder; one that is missing, or of another version, is made from the samples. */
export async function storedSummary(folder: string): Promise<Summary> {
  const stored = await readSummary(folder);
  return stored && isCurrentSummary(stored) ? stored : analyseAgain(folder, await readRunRecord(folder));
}

/**
 * Analyses a run as far as it came, and writes its summary. Throws `scenario-failed` where nothing was measured, `bad-input` where
 * the samples are gone: an old summary must not be written over with nothing.
 */
export async function analyseAgain(
  folder: string,
  { id, timeline, status, statusReason }: RunRecord,
): Promise<Summary> {
  if (timeline.length === 0)
    throw new BenchError(
      `run "${id}" has no measurement: ${status}${statusReason ? `, ${statusReason}` : ""}`,
      {
        code: "scenario-failed",
        hints: ['its logs and run.json may tell why; start another with "bench run"'],
      },
    );
  if (!(await hasSamples(folder)))
    throw new BenchError(`run "${folder}" has no summary of this version, and its samples are gone`, {
      code: "bad-input",
      hints: ["read it with the version that wrote it"],
    });
  return summariseRun(folder);
}
