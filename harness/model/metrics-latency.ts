import { latencyRange, type Margin, type Metric, margins, metric } from "./metric.ts";
import type { WorkloadName } from "./scenario.ts";
import { type LatencyStatistic, latencyStatistics } from "./summary.ts";

/** Ranks of the columns, by workload; a statistic that is not named has no column. */
const latencyRanks: Record<WorkloadName, Partial<Record<LatencyStatistic, number>>> = {
  http: { p50: 1, p95: 8, p99: 6 },
  mqtt: { p50: 7, p99: 11 },
};

/** Beside the p99 that flatters a late generator, METHOD.md §1.2. */
const scheduledRanks: Record<WorkloadName, number> = { http: 21, mqtt: 22 };

const deltaRanks = { http: { delta: 2, verdict: 3 }, mqtt: { delta: 15, verdict: 16 } };

/** Latency, its difference from baseline, and its verdict. */
export function latencyMetrics(workload: WorkloadName): Metric[] {
  const upper = workload.toUpperCase();
  const root = `workloads.${workload}`;
  return [
    ...latencyStatistics.flatMap((statistic) => {
      const rank = latencyRanks[workload][statistic];
      const latency = metric(
        `${workload}.latency.${statistic}`,
        `${upper} latency, ${statistic}`,
        `${root}.latencyUs.${statistic}`,
        "us",
        {
          ...{ better: "lower", margin: latencyMargin(statistic), studyRange: latencyRange },
          column: rank === undefined ? null : { header: `${upper} ${statistic}`, rank },
        },
      );
      return [latency, scheduledMetric(workload, statistic)];
    }),
    metric(
      `${workload}.delta.p50`,
      `${upper} latency added to baseline's, p50`,
      `${root}.vsBaseline.p50`,
      "us",
      {
        ...{
          fields: { value: "shiftUs", low: "shiftLowUs", high: "shiftHighUs" },
          better: "lower",
          margin: margins.p50,
        },
        column: { header: `${upper} Δp50`, rank: deltaRanks[workload].delta },
      },
    ),
    metric(`${workload}.verdict.p50`, `${upper} p50 against baseline`, `${root}.vsBaseline.p50`, "word", {
      ...{ fields: { value: "verdict" }, column: { header: "verdict", rank: deltaRanks[workload].verdict } },
    }),
  ];
}

function scheduledMetric(workload: WorkloadName, statistic: LatencyStatistic): Metric {
  const upper = workload.toUpperCase();
  const column = { header: `${upper} p99 sched.`, rank: scheduledRanks[workload], only: "document" } as const;
  return metric(
    `${workload}.scheduled.${statistic}`,
    `${upper} latency from the intended time, ${statistic}`,
    `workloads.${workload}.scheduledLatencyUs.${statistic}`,
    "us",
    { better: "lower", column: statistic === "p99" ? column : null },
  );
}

/** Margins of the compared quantiles; the others have none. */
function latencyMargin(statistic: LatencyStatistic): Margin | null {
  return statistic === "p50" || statistic === "p95" || statistic === "p99" ? margins[statistic] : null;
}
