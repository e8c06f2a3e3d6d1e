import { findMetric } from "../model/metrics.ts";
import { judgedMetric } from "../reports/compare/compared-metrics.ts";
import type { ComparedRow, PairComparison } from "../reports/compare/comparison.ts";
import { type Bases, type Difference, measuredOf } from "./difference.ts";

/** What became of every scenario since another run, as `bench compare` finds it. */
export function basesInOtherRun({
  against,
  obstacles,
  rows,
}: Pick<PairComparison, "against" | "obstacles" | "rows">): Bases {
  if (obstacles.length === 0)
    return { differences: rows.map((row) => differenceOf(row, `run ${against}`)), obstacle: null };
  return { differences: [], obstacle: `must not be compared with run ${against}: ${obstacles.join("; ")}` };
}

function differenceOf(row: ComparedRow, against: string): Difference {
  const { value } = row.before;
  const level = typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
  const measured = row.change && measuredOf(row.change, level, null);
  const metric = findMetric(row.metric)!;
  return {
    ...{ scenario: row.scenario, against, metric, measured },
    reason: measured ? null : (row.reason ?? "it has no interval"),
    isLost: measured === null && value !== null && judgedMetric(metric) !== undefined,
    doubt: row.doubt,
  };
}
