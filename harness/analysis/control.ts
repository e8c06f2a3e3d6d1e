import type { WorkloadName } from "../model/scenario.ts";
import { workloadNames } from "../model/scenario.ts";
import { type ControlComparisons, type ControlSummary, references } from "../model/summary.ts";
import { comparePairs } from "./comparisons.ts";
import type { Measurements } from "./measurements.ts";
import { ReasonBook } from "./reasons.ts";

/** The A/A test of the whole way: the second relay pair against the first. Null when the run has not both. */
export function summariseControl(measurements: Measurements): ControlSummary | null {
  const { control, relay } = references;
  const ran = measurements.run.scenarios.filter(({ status }) => status === "ok").map(({ name }) => name);
  if (!ran.includes(control) || !ran.includes(relay)) return null;
  const book = new ReasonBook();
  const workloads = {} as Record<WorkloadName, ControlComparisons | null>;
  for (const workload of workloadNames) {
    const contrast = { scenario: control, reference: relay, workload };
    workloads[workload] = comparePairs(measurements, contrast, `workloads.${workload}`, book);
  }
  return { scenario: control, reference: relay, workloads, reasons: book.reasons };
}
