import { type Metric, margins, metric } from "./metric.ts";
import type { WorkloadName } from "./scenario.ts";
import { accountRoles } from "./summary.ts";

const percentRange = [1, 5, 10, 100];
export const dropRange = [5];
const byteMargin = { ratio: 0, absolute: 0 };
export const memoryMargin = { ratio: 0.05, absolute: 2 };

/** CPU of the scenario's own containers per request. */
export function tunnelCpuMetric(workload: WorkloadName): Metric {
  const column = workload === "http" ? { header: "CPU-ms", rank: 5 } : null;
  return cpuMetric(workload, "tunnel", "tunnel pair", column);
}

/** CPU-ms per request of one kind. */
export function cpuMetric(
  workload: WorkloadName,
  name: string,
  title: string,
  column: Metric["column"] = null,
): Metric {
  return metric(
    `${workload}.cpu.${name}`,
    `${workload.toUpperCase()} CPU per request, ${title}`,
    `workloads.${workload}.cpu.${name}MsPerRequest`,
    "CPU-ms",
    { better: "lower", margin: margins.cpu, decimals: 2, column },
  );
}

/** Bytes of a request at the wire's device. */
export function wireBytesMetric(workload: WorkloadName): Metric {
  return metric(
    `${workload}.wireBytes`,
    `${workload.toUpperCase()} bytes on the wire per request`,
    `workloads.${workload}.wireBytesPerRequest`,
    "B",
    {
      ...{ better: "lower", margin: byteMargin },
      column: workload === "http" ? { header: "wire B", rank: 12 } : null,
    },
  );
}

/** CPU and memory by role, and the study's percentages. */
export function resourceMetrics(): Metric[] {
  return [
    metric(
      "resources.cpu",
      "CPU per request of the tunnel pair",
      "resources.tunnel.cpuMsPerRequest",
      "CPU-ms",
      {
        ...{ better: "lower", margin: margins.cpu, decimals: 2 },
      },
    ),
    metric("resources.peakMemory", "peak memory of the tunnel pair", "resources.tunnel.peakMiB", "MiB", {
      better: "lower",
      decimals: 1,
    }),
    ...accountRoles.flatMap((role) => [
      metric(
        `resources.${role}.cpu`,
        `CPU per request, ${role}`,
        `resources.byRole.${role}.cpuMsPerRequest`,
        "CPU-ms",
        { better: "lower", decimals: 2 },
      ),
      metric(`resources.${role}.memory`, `memory, ${role}`, `resources.byRole.${role}.memoryMiB`, "MiB", {
        better: "lower",
        decimals: 1,
      }),
      metric(
        `resources.${role}.peakMemory`,
        `peak memory, ${role}`,
        `resources.byRole.${role}.peakMiB`,
        "MiB",
        { better: "lower", decimals: 1 },
      ),
    ]),
    metric("resources.systemCpu", "system CPU per request", "resources.systemCpuMsPerRequest", "CPU-ms", {
      better: "lower",
      margin: margins.cpu,
      decimals: 2,
    }),
    metric("resources.hostMemory", "host memory", "resources.hostMemoryMiB", "MiB", { better: "lower" }),
    metric("study.cpu", "CPU, the study's definition", "resources.cpuPercentOfContainers", "%", {
      studyRange: percentRange,
      decimals: 3,
    }),
    metric("study.memory", "memory, the study's definition", "resources.memoryPercentOfContainers", "%", {
      studyRange: percentRange,
      decimals: 3,
    }),
  ];
}

/** Bytes, retransmissions and drops. */
export function networkMetrics(): Metric[] {
  return [
    metric("network.wireBytes", "bytes on the wire per request", "network.wireBytesPerRequest", "B", {
      ...{ better: "lower", margin: byteMargin },
    }),
    metric(
      "network.wireOverhead",
      "wire bytes relative to baseline's",
      "network.wireOverheadRatio",
      "ratio",
      { better: "lower", decimals: 2 },
    ),
    metric("network.retransmits", "TCP segments sent again", "network.retransmits", "count", {
      better: "lower",
    }),
    metric("network.deviceDrops", "drops and errors at devices", "network.deviceDrops", "count", {
      better: "lower",
      studyRange: dropRange,
    }),
  ];
}
