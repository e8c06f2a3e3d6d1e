import type { Metric } from "../model/metric.ts";
import { metricValue } from "../model/metric-value.ts";
import { findMetric } from "../model/metrics.ts";
import { type WorkloadName, workloadNames } from "../model/scenario.ts";
import type {
  ControlComparisons,
  CostComparison,
  LatencyComparison,
  ScenarioSummary,
  Summary,
} from "../model/summary.ts";
import type { Interval } from "../stats/t-interval.ts";
import { oneSidedInterval } from "./one-sided.ts";
import { lacksWorkload } from "./scenario-pattern.ts";

/** How much a scenario's metric differs from its base's. */
export interface Measured {
  /** Scenario / base, with its 95 % interval. */
  ratio: number;
  low: number;
  high: number;
  /** Scenario − base in the metric's unit, with its 95 % interval. */
  shift: number;
  shiftLow: number;
  shiftHigh: number;
  /** The ratio's 90 % interval: the true one is above its lower end with 95 %, and below its upper end with 95 %. */
  oneSided: Interval;
  /** Two-sided, unadjusted: the family is what the file checks. */
  p: number;
  /** The method's own margin as a share of the base. */
  marginRatio: number;
  /** The base's value, which turns an amount into a share; null where it is not known. */
  baseValue: number | null;
}

/** One metric of one scenario against its base: the other side of a pair in one run, or another run. */
export interface Difference {
  scenario: string;
  /** As a sentence names it: `native@main`, `run 20261121T101500Z-a3f9`. */
  against: string;
  metric: Metric;
  /** null: `reason` says why there is none. */
  measured: Measured | null;
  reason: string | null;
  /** There is none although the base is there, so that one was to be expected. */
  isLost: boolean;
  /** Why a difference that is sure may still be the machine's; null: nothing says so. */
  doubt: string | null;
}

/** What the scenarios of a run are compared with. */
export interface Bases {
  differences: readonly Difference[];
  /** Why nothing may be compared at all, which no rule lets pass; null: it may. */
  obstacle: string | null;
}

/** Which comparison of `vsBase` belongs to which metric. */
const compared: Readonly<Record<keyof ControlComparisons, string>> = {
  p50: "latency.p50",
  p95: "latency.p95",
  p99: "latency.p99",
  systemCpu: "cpu.system",
  tunnelCpu: "cpu.tunnel",
};

/** Every scenario that has its base in the same run, in each metric that the two are compared by. */
export function basesInRun(summary: Summary): Bases {
  const differences = summary.scenarios.flatMap((scenario) =>
    scenario.base ? differencesOf(scenario, scenario.base, summary) : [],
  );
  return { differences, obstacle: null };
}

/** Addresses of all metrics that a regression can be about; two runs can be compared in fewer of them. */
export const comparableMetrics: readonly string[] = workloadNames.flatMap((workload) =>
  Object.values(compared).map((suffix) => `${workload}.${suffix}`),
);

function differencesOf(scenario: ScenarioSummary, base: string, { scenarios }: Summary): Difference[] {
  const other = scenarios.find(({ name }) => name === base);
  return workloadNames.flatMap((workload) =>
    Object.entries(compared).map(([key, suffix]) => {
      const metric = findMetric(`${workload}.${suffix}`)!;
      const comparison = scenario.workloads[workload]?.vsBase?.[key as keyof ControlComparisons] ?? null;
      const baseValue = other === undefined ? null : levelOf(other, metric);
      const measured = comparison && measuredOf(comparison, baseValue, oneSidedInterval(comparison));
      const reason = measured ? null : reasonOf(scenario, `workloads.${workload}.vsBase.${key}`);
      const isLost =
        measured === null &&
        other !== undefined &&
        isThere(other, metric) &&
        !isTooShort(scenario, other, key, workload);
      return { scenario: scenario.name, against: base, metric, measured, reason, isLost, doubt: null };
    }),
  );
}

/**
 * Whether there is no comparison only because it needs more than was measured: of a tail more requests than the profile makes, of a
 * cost more rounds than a noisy machine let stand. The medians were compared, and no request failed: one that failed is infinitely
 * late, which can take a comparison away, too.
 */
function isTooShort(
  head: ScenarioSummary,
  base: ScenarioSummary,
  key: string,
  workload: WorkloadName,
): boolean {
  if (key === "p50" || head.workloads[workload]?.vsBase?.p50 == null) return false;
  return [head, base].every((scenario) => {
    const found = scenario.workloads[workload];
    return found?.failed === 0 && (isTail(key) || (found.slots?.errors ?? 0) === 0);
  });
}

/** Whether a statistic of latencies needs many requests. */
export function isTail(statistic: string): boolean {
  return statistic === "p95" || statistic === "p99";
}

/** Whether a scenario was to have the metric: it can run on this machine, and carries the workload if it ran. */
function isThere(scenario: ScenarioSummary, { path }: Metric): boolean {
  return scenario.status !== "unsupported" && !lacksWorkload(scenario, path);
}

/** A comparison of a summary, or one of the same shape between two runs, as it is judged here. */
export function measuredOf(
  comparison: LatencyComparison | CostComparison,
  baseValue: number | null,
  oneSided: Interval,
): Measured {
  const { ratio, low, high, p, marginRatio } = comparison;
  const shared = { ratio, low, high, oneSided, p, marginRatio, baseValue };
  if ("shiftUs" in comparison) {
    const { shiftUs: shift, shiftLowUs: shiftLow, shiftHighUs: shiftHigh } = comparison;
    return { ...shared, shift, shiftLow, shiftHigh };
  }
  const { shiftMs: shift, shiftLowMs: shiftLow, shiftHighMs: shiftHigh } = comparison;
  return { ...shared, shift, shiftLow, shiftHigh };
}

function levelOf(scenario: ScenarioSummary, metric: Metric): number | null {
  const { value } = metricValue(scenario, metric);
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
}

/** Reasons stand at the path of a null or at what contains it. */
function reasonOf({ reasons, reason }: ScenarioSummary, path: string): string {
  const steps = path.split(".");
  for (let length = steps.length; length > 0; length--) {
    const found = reasons[steps.slice(0, length).join(".")];
    if (found !== undefined) return found;
  }
  return reason ?? "it was not compared";
}
