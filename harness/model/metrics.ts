import { type Metric, metric } from "./metric.ts";
import { capacityMetrics } from "./metrics-capacity.ts";
import { latencyMetrics } from "./metrics-latency.ts";
import {
  dropRange,
  memoryMargin,
  networkMetrics,
  resourceMetrics,
  tunnelCpuMetric,
  wireBytesMetric,
} from "./metrics-resources.ts";
import { trafficMetrics } from "./metrics-traffic.ts";
import { workloadNames } from "./scenario.ts";

/** All metrics, in the order of the table's columns. */
export const metrics: readonly Metric[] = [
  ...workloadNames.flatMap(latencyMetrics),
  // A column holds what every scenario carries the same mix of: some carry HTTP alone.
  ...workloadNames.map(tunnelCpuMetric),
  metric("resources.memory", "memory of the tunnel pair", "resources.tunnel.memoryMiB", "MiB", {
    ...{ better: "lower", margin: memoryMargin, decimals: 1, column: { header: "MiB", rank: 9 } },
  }),
  ...workloadNames.map(wireBytesMetric),
  metric("containers", "containers that the scenario adds", "containers", "count", {
    ...{ better: "lower", column: { header: "cont.", rank: 14 } },
  }),
  metric("errors", "requests that failed", "requests.failed", "count", {
    ...{ better: "lower", column: { header: "err", rank: 10 } },
  }),
  metric("network.socketDrops", "drops at sockets", "network.socketDrops", "count", {
    ...{ better: "lower", studyRange: dropRange, column: { header: "drops", rank: 13 } },
  }),
  metric("evidence", "secrets on the wire", "evidence.verdict", "word", {
    column: { header: "secrets", rank: 4 },
  }),
  ...workloadNames.flatMap(trafficMetrics),
  ...workloadNames.flatMap(capacityMetrics),
  ...resourceMetrics(),
  ...networkMetrics(),
  metric("sent", "requests sent", "requests.sent", "count"),
  metric("streams", "workloads carried", "streams", "count"),
  metric("status", "whether it ran", "status", "word"),
  metric("lifecycle.ready", "time from start to the first answer", "lifecycle.readyMs", "ms", {
    better: "lower",
  }),
  metric("lifecycle.recovery", "time from a fault to the first answer", "lifecycle.recoveryMs", "ms", {
    better: "lower",
  }),
  metric("lifecycle.failClosed", "no plaintext when the tunnel is down", "lifecycle.failClosed", "word"),
];

/** The metric of an address suffix such as `http.latency.p99`, or undefined. */
export function findMetric(address: string): Metric | undefined {
  return metrics.find((candidate) => candidate.address === address);
}
