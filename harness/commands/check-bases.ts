import { basesInOtherRun } from "../checks/bases-in-other-run.ts";
import { type Bases, basesInRun } from "../checks/difference.ts";
import { metrics } from "../model/metrics.ts";
import { compareRuns } from "../reports/compare/compare-runs.ts";
import type { CheckedRun, ReadRun } from "./check-runs.ts";

/** What a run's scenarios are compared with: their bases in the run itself, or the run `against`. */
export async function findBases(run: CheckedRun, against: string | undefined, read: ReadRun): Promise<Bases> {
  if (against === undefined) return basesInRun(run.summary);
  const other = await read(against);
  const [before, after] = [await comparedRun(other), await comparedRun(run)];
  const [pair] = compareRuns([before, after], { metrics }).pairs;
  return basesInOtherRun(pair!);
}

async function comparedRun({ summary, record }: CheckedRun) {
  return { summary, record: await record() };
}
