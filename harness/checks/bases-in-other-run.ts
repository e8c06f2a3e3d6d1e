import { findMetric } from "../model/metrics.ts";
import { type JudgedMetric, judgedMetric } from "../reports/compare/compared-metrics.ts";
import type { ComparedRow, PairComparison } from "../reports/compare/comparison.ts";
import { type Bases, type Difference, isTail, measuredOf } from "./difference.ts";

/** What became of every scenario since another run, as `bench compare` finds it, in the metrics that two runs can be compared in. */
export function basesInOtherRun({
  against,
  obstacles,
  rows,
}: Pick<PairComparison, "against" | "obstacles" | "rows">): Bases {
  if (obstacles.length > 0)
    return { differences: [], obstacle: `must not be compared with run ${against}: ${obstacles.join("; ")}` };
  const differences = rows.flatMap((row) => {
    const judged = judgedMetric(findMetric(row.metric)!);
    return judged === undefined ? [] : [differenceOf(row, judged, rows, `run ${against}`)];
  });
  return { differences, obstacle: null };
}

function differenceOf(
  row: ComparedRow,
  judged: JudgedMetric,
  rows: readonly ComparedRow[],
  against: string,
): Difference {
  const { scenario, change, reason, doubt } = row;
  const { value } = row.before;
  const level = typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
  const measured = change && measuredOf(change, level, { low: change.low90, high: change.high90 });
  return {
    ...{ scenario, against, metric: judged.metric, measured, doubt },
    reason: measured ? null : (reason ?? "it has no interval"),
    isLost: measured === null && value !== null && !isTooShort(row, judged, rows),
  };
}

/** As between the two of a pair in one run. */
function isTooShort(
  { scenario }: ComparedRow,
  { statistic, workload }: JudgedMetric,
  rows: readonly ComparedRow[],
): boolean {
  const find = (metric: string) => rows.find((row) => row.scenario === scenario && row.metric === metric);
  const [median, errors] = [find(`${workload}.latency.p50`), find(`${workload}.errors`)];
  const haveFailed = errors?.before.value !== 0 || errors.after.value !== 0;
  return isTail(statistic) && median?.change != null && !haveFailed;
}
