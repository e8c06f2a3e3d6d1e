import { bulkSizes, closedLoopSizes, type ScenarioSummary, type Summary } from "../model/summary.ts";

/** What failed of the saturating loads, which the column `err` leaves out; null for nothing. */
export function loadErrorLine({ scenarios }: Pick<Summary, "scenarios">): string | null {
  const parts = scenarios.flatMap((scenario) => {
    const failed = errorsOf(scenario).flatMap(([load, count]) => (count > 0 ? [`${load} ${count}`] : []));
    return failed.length > 0 ? [`${scenario.name} ${failed.join(", ")}`] : [];
  });
  return parts.length > 0 ? `failed under saturating loads, not in err: ${parts.join("; ")}` : null;
}

function errorsOf({ workloads: { http } }: ScenarioSummary): [load: string, count: number][] {
  const one = (load: string, figures: { errors: number | null } | null | undefined): [string, number] => [
    load,
    figures?.errors ?? 0,
  ];
  return [
    ...closedLoopSizes.map((size) => one(`closed loop ×${size}`, http?.closedLoop?.[size])),
    one("connects", http?.connect),
    ...bulkSizes.map((size) => one(`bulk ×${size}`, http?.bulk?.[size])),
  ];
}
