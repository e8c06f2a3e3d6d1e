import { renderCsvLines } from "../csv-lines.ts";
import type { ComparedRow, PairComparison, RunComparison } from "./comparison.ts";

const header = [
  ...["run", "against", "scenario", "metric", "unit", "before", "before.low", "before.high"],
  ...[
    "after",
    "after.low",
    "after.high",
    "ratio",
    "ratio.low",
    "ratio.high",
    "shift",
    "shift.low",
    "shift.high",
  ],
  ...["margin.ratio", "mde.ratio", "p", "p.holm", "n", "level", "verdict", "reason"],
];

/** One row a pair of runs, scenario and metric; shifts are in the metric's unit. */
export function renderComparisonCsv({ pairs }: RunComparison): string {
  return renderCsvLines([header, ...pairs.flatMap((pair) => pair.rows.map((row) => cells(pair, row)))]);
}

function cells({ run, against }: PairComparison, row: ComparedRow): (string | number | boolean | null)[] {
  const { scenario, metric, unit, before, after, change, verdict, reason } = row;
  return [
    ...[run, against, scenario, metric, unit],
    ...[before.value, before.low, before.high, after.value, after.low, after.high],
    ...(change === null ? new Array<null>(12).fill(null) : changeCells(change)),
    ...[verdict, reason],
  ];
}

function changeCells(change: NonNullable<ComparedRow["change"]>): (string | number | null)[] {
  const { ratio, low, high, marginRatio, mdeRatio, p, pHolm, n, level } = change;
  const shift =
    "shiftMs" in change
      ? [change.shiftMs, change.shiftLowMs, change.shiftHighMs]
      : [change.shiftUs, change.shiftLowUs, change.shiftHighUs];
  return [ratio, low, high, ...shift, marginRatio, mdeRatio, p, pHolm, n, level];
}
