import { basesInOtherRun } from "../checks/bases-in-other-run.ts";
import { type Bases, basesInRun } from "../checks/difference.ts";
import { metrics } from "../model/metrics.ts";
import type { Summary } from "../model/summary.ts";
import { compareRuns } from "../reports/compare/compare-runs.ts";
import { locateRun, readRunRecord } from "../store/read-run.ts";
import type { CheckOptions } from "./check.ts";
import { storedSummary } from "./stored-summary.ts";

/** What a run's scenarios are compared with: their bases in the run itself, or another run. */
export async function findBases(
  folder: string,
  summary: Summary,
  { against, results }: Pick<CheckOptions, "against" | "results">,
): Promise<Bases> {
  if (against === undefined) return basesInRun(summary);
  const other = await locateRun(results, against);
  const before = { summary: await storedSummary(other), record: await readRunRecord(other) };
  const after = { summary, record: await readRunRecord(folder) };
  const [pair] = compareRuns([before, after], { metrics }).pairs;
  return basesInOtherRun(pair!);
}
