import type { WorkloadName } from "../model/scenario.ts";
import type { ComparisonLevel } from "../model/summary.ts";
import type { Effect } from "../stats/compare.ts";
import { costEffect } from "./compare-cost.ts";
import { latencyEffect } from "./compare-latency.ts";
import { type CpuOfWindow, systemCpu } from "./cpu.ts";
import type { Measurements } from "./measurements.ts";
import type { Missing } from "./reasons.ts";

/** What is compared with what. */
export interface Contrast {
  scenario: string;
  reference: string;
  workload: WorkloadName;
}

/** Fixed before the data, METHOD.md §2.3; everything else is exploratory. */
export const primaryMetrics = ["p50", "systemCpu"] as const;
export type PrimaryMetric = (typeof primaryMetrics)[number];

/** A difference, and what its pairs of values are. */
export interface LeveledEffect {
  effect: Effect;
  level: ComparisonLevel;
}

/** What a primary metric shows before any adjustment. */
export function effectOf(
  measurements: Measurements,
  contrast: Contrast,
  metric: PrimaryMetric,
): LeveledEffect | Missing {
  if (metric === "systemCpu") {
    const system = systemCpu(measurements);
    return cpuEffect(measurements, contrast, () => system);
  }
  const own = measurements.duetTraffic(contrast.scenario, contrast.workload);
  const other = measurements.duetTraffic(contrast.reference, contrast.workload);
  if (own === undefined || other === undefined) return { missing: "one of the two has no traffic in a duet" };
  return latencyEffect(own, other, "p50", measurements.instances);
}

/** The same for any part of the CPU, from the slots. */
export function cpuEffect(
  measurements: Measurements,
  contrast: Contrast,
  cpuOfScenario: (scenario: string) => CpuOfWindow,
): LeveledEffect | Missing {
  const source = (scenario: string) => ({
    scenario,
    windows: measurements.slotsOf(scenario, contrast.workload),
    cpu: cpuOfScenario(scenario),
  });
  return costEffect(measurements, source(contrast.scenario), source(contrast.reference));
}
