import type { WorkloadName } from "../model/scenario.ts";
import type { WorkloadSummary } from "../model/summary.ts";
import { comparePairs } from "./comparisons.ts";
import type { Measurements } from "./measurements.ts";
import type { ReasonBook } from "./reasons.ts";

/** A head against its base, pair by pair of the same duet as against baseline; nothing for a scenario that has no base. */
export function compareWithBase(
  measurements: Measurements,
  scenario: string,
  workload: WorkloadName,
  path: string,
  book: ReasonBook,
): Pick<WorkloadSummary, "vsBase"> {
  const reference = measurements.run.scenarios.find(({ name }) => name === scenario)?.base;
  if (reference === undefined) return {};
  return { vsBase: comparePairs(measurements, { scenario, reference, workload }, `${path}.vsBase`, book) };
}
