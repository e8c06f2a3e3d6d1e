import { BenchError } from "../model/error.ts";
import type { Summary } from "../model/summary.ts";
import { summariseRun } from "../run/summarise.ts";
import { isCurrentSummary, readRunRecord, readSummary } from "../store/read-run.ts";

/** A run that broke off before its analysis is analysed now, as far as it came; so is one that another version analysed. */
export async function storedSummary(folder: string): Promise<Summary> {
  const stored = await readSummary(folder);
  if (stored && isCurrentSummary(stored)) return stored;
  const { timeline, status, statusReason } = await readRunRecord(folder);
  if (timeline.length > 0) return summariseRun(folder);
  throw new BenchError(
    `run "${folder}" has no measurement: ${status}${statusReason ? `, ${statusReason}` : ""}`,
    {
      code: "scenario-failed",
      hints: ['its logs and run.json may tell why; start another with "bench run"'],
    },
  );
}
