import type { ComparedMetric, Metric } from "../../model/metric.ts";
import { findMetric, metrics } from "../../model/metrics.ts";
import { type WorkloadName, workloadNames } from "../../model/scenario.ts";
import type { Comparisons } from "../../model/summary.ts";

/** A metric of which a summary has the relation to baseline with its interval, so that two runs can be compared in it. */
export interface JudgedMetric {
  metric: Metric;
  workload: WorkloadName;
  statistic: keyof Comparisons;
  /** Whose margin it has. */
  margin: ComparedMetric;
  /** Judged in the family of all scenarios and runs, METHOD.md §2.3; else exploratory. */
  isPrimary: boolean;
}

const statistics = [
  { statistic: "p50", address: "latency.p50", margin: "p50", isPrimary: true },
  { statistic: "p95", address: "latency.p95", margin: "p95", isPrimary: false },
  { statistic: "p99", address: "latency.p99", margin: "p99", isPrimary: false },
  { statistic: "systemCpu", address: "cpu.system", margin: "cpu", isPrimary: true },
] as const;

const judgedMetrics: readonly JudgedMetric[] = workloadNames.flatMap((workload) =>
  statistics.map(({ address, ...rest }) => ({
    ...rest,
    workload,
    metric: findMetric(`${workload}.${address}`)!,
  })),
);

/** How a metric is judged, or undefined where a run has one value of it and no interval of its relation to baseline. */
export function judgedMetric({ address }: Metric): JudgedMetric | undefined {
  return judgedMetrics.find(({ metric }) => metric.address === address);
}

/** What is compared unless it is chosen: all that can be judged, and what must not change unseen. */
export const defaultMetrics: readonly Metric[] = [
  ...judgedMetrics.map(({ metric }) => metric),
  ...metrics.filter(({ address }) => address === "errors" || address === "evidence"),
];
