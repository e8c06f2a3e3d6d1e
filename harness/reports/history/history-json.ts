import { renderCsvLines } from "../csv-lines.ts";
import type { History } from "./history.ts";

/** The history itself. `"inf"`: requests without an answer; JSON has no infinity, and null is "not measured". */
export function renderHistoryJson(history: History): string {
  const text = JSON.stringify(
    history,
    (_key, value) => (value === Number.POSITIVE_INFINITY ? "inf" : value),
    2,
  );
  return `${text}\n`;
}

const header = [
  ...["scenario", "metric", "unit", "run", "startedAt", "profile", "grade", "status", "host", "kernel"],
  ...["commit", "branch", "dirty", "value", "low", "high", "comparable", "obstacles", "reason"],
];

/** One row a series and run. */
export function renderHistoryCsv({ runs, series }: History): string {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const rows = series.flatMap(({ scenario, metric, unit, points }) =>
    points.map(({ run: id, value, low, high, obstacles, reason }) => {
      const run = byId.get(id)!;
      return [
        ...[
          scenario,
          metric,
          unit,
          id,
          run.startedAt,
          run.profile,
          run.grade,
          run.status,
          run.host,
          run.kernel,
        ],
        ...[run.commit, run.branch, run.isDirty, value, low, high],
        ...[obstacles.length === 0, obstacles.join("; "), reason ?? run.remark],
      ];
    }),
  );
  return renderCsvLines([header, ...rows]);
}
