import { latencyRange, type Metric, metric } from "./metric.ts";
import { cpuMetric } from "./metrics-resources.ts";
import type { WorkloadName } from "./scenario.ts";
import { latencyStatistics } from "./summary.ts";

/** Counts, rates, lag and one-way times of one workload. */
export function trafficMetrics(workload: WorkloadName): Metric[] {
  const upper = workload.toUpperCase();
  const root = `workloads.${workload}`;
  const ratio = {
    fields: { value: "ratio", low: "low", high: "high" },
    better: "lower",
    decimals: 2,
  } as const;
  const count = (name: string, title: string) =>
    metric(`${workload}.${name}`, `${upper} ${title}`, `${root}.${name}`, "count", { better: "lower" });
  const cost = (name: string, title: string) => cpuMetric(workload, name, title);
  return [
    ...latencyStatistics.map((statistic) =>
      metric(
        `${workload}.oneWay.${statistic}`,
        `${upper} one-way delay, ${statistic}`,
        `${root}.oneWayUs.${statistic}`,
        "us",
        { better: "lower", studyRange: latencyRange },
      ),
    ),
    ...(["p50", "p95", "p99"] as const).map((statistic) =>
      metric(
        `${workload}.ratio.${statistic}`,
        `${upper} latency relative to baseline's, ${statistic}`,
        `${root}.vsBaseline.${statistic}`,
        "ratio",
        ratio,
      ),
    ),
    metric(
      `${workload}.ratio.systemCpu`,
      `${upper} system CPU relative to baseline's`,
      `${root}.vsBaseline.systemCpu`,
      "ratio",
      // low and high are for the test against 1, which takes baseline as exact; as an interval of the ratio they are too narrow
      { ...ratio, fields: { value: "ratio", low: "relationLow", high: "relationHigh" } },
    ),
    metric(
      `${workload}.delta.systemCpu`,
      `${upper} system CPU added to baseline's`,
      `${root}.vsBaseline.systemCpu`,
      "CPU-ms",
      {
        ...{
          fields: { value: "shiftMs", low: "shiftLowMs", high: "shiftHighMs" },
          better: "lower",
          decimals: 2,
        },
      },
    ),
    metric(
      `${workload}.verdict.systemCpu`,
      `${upper} system CPU against baseline`,
      `${root}.vsBaseline.systemCpu`,
      "word",
      { fields: { value: "verdict" } },
    ),
    ...(["p50", "p99", "max"] as const).map((statistic) =>
      metric(
        `${workload}.dispatchLag.${statistic}`,
        `${upper} lateness of the generator, ${statistic}`,
        `${root}.dispatchLagUs.${statistic}`,
        "us",
        { better: "lower" },
      ),
    ),
    metric(`${workload}.sent`, `${upper} requests sent`, `${root}.sent`, "count"),
    metric(`${workload}.ok`, `${upper} requests verified`, `${root}.ok`, "count"),
    metric(`${workload}.errors`, `${upper} requests that failed`, `${root}.failed`, "count", {
      better: "lower",
    }),
    metric(
      `${workload}.errorRatio`,
      `${upper} share of requests that failed`,
      `${root}.errorRatio`,
      "ratio",
      {
        better: "lower",
        decimals: 4,
      },
    ),
    metric(`${workload}.lossRatio`, `${upper} requests lost or timed out`, `${root}.lossRatio`, "ratio", {
      better: "lower",
      decimals: 4,
    }),
    metric(`${workload}.steady`, `${upper} whether the medians stayed`, `${root}.steady`, "word", {
      fields: { value: "state" },
    }),
    count("duplicates", "messages that came twice"),
    count("reordered", "messages out of order"),
    metric(`${workload}.offered`, `${upper} requests offered`, `${root}.offeredPerSecond`, "1/s", {
      decimals: 1,
    }),
    metric(`${workload}.achieved`, `${upper} requests sent a second`, `${root}.achievedPerSecond`, "1/s", {
      better: "higher",
      decimals: 1,
    }),
    cost("service", "services and broker"),
    cost("generator", "generator"),
    cost("system", "whole host"),
  ];
}
