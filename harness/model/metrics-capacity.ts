import { type Metric, metric, type Unit } from "./metric.ts";
import type { WorkloadName } from "./scenario.ts";
import { type BulkSize, bulkSizes, closedLoopSizes, latencyStatistics } from "./summary.ts";

/** Columns are HTTP's: nothing else has these figures. They are the first that a terminal drops. */
export function capacityMetrics(workload: WorkloadName): Metric[] {
  const root = `workloads.${workload}`;
  const upper = workload.toUpperCase();
  const column = (header: string, rank: number): Metric["column"] =>
    workload === "http" ? { header, rank, only: "terminal" } : null;
  const rate = (name: string, title: string, path: string, own: Metric["column"] = null) =>
    capacityPair(`${workload}.${name}`, `${upper} ${title}`, `${root}.${path}`, "1/s", own);
  const failures = (name: string, title: string) =>
    metric(`${workload}.${name}.errors`, `${upper} ${title}, failed`, `${root}.${name}.errors`, "count", {
      better: "lower",
    });
  return [
    ...latencyStatistics.map((statistic) =>
      metric(
        `${workload}.connect.ttfb.${statistic}`,
        `${upper} first byte on a new connection, ${statistic}`,
        `${root}.connect.ttfbUs.${statistic}`,
        "us",
        { better: "lower", column: statistic === "p50" ? column("TTFB p50", 17) : null },
      ),
    ),
    ...rate("saturation", "greatest rate under the objective", "saturation.perSecond", column("max 1/s", 18)),
    metric(
      `${workload}.saturation.width`,
      `${upper} width of the search`,
      `${root}.saturation.widthRatio`,
      "ratio",
      {
        decimals: 3,
      },
    ),
    metric(
      `${workload}.saturation.failing`,
      `${upper} least rate that failed`,
      `${root}.saturation.firstFailing`,
      "1/s",
      { fields: { value: "perSecond" } },
    ),
    ...bulkSizes.flatMap((streams) => bulkMetrics(workload, streams)),
    ...closedLoopSizes.flatMap((size) => [
      ...rate(`closedLoop.${size}`, `requests a second, ${size} in flight`, `closedLoop.${size}.perSecond`),
      metric(
        `${workload}.closedLoop.${size}.p99`,
        `${upper} answers of a closed loop, ${size} in flight, p99`,
        `${root}.closedLoop.${size}.p99Us`,
        "us",
        { better: "lower" },
      ),
      failures(`closedLoop.${size}`, `requests of a closed loop, ${size} in flight`),
    ]),
    ...rate("connect.rate", "new connections a second", "connect.perSecond"),
    failures("connect", "requests on new connections"),
  ];
}

function bulkMetrics(workload: WorkloadName, streams: BulkSize): Metric[] {
  const upper = workload.toUpperCase();
  const root = `workloads.${workload}.bulk.${streams}`;
  const count = streams === "1" ? "1 stream" : `${streams} streams`;
  const column = (header: string, rank: number): Metric["column"] =>
    workload === "http" && streams === "1" ? { header, rank, only: "terminal" } : null;
  const cost = (name: string, whose: string, field: string) =>
    metric(
      `${workload}.bulk.${streams}.${name}`,
      `${upper} CPU of bulk transfer, ${whose}, ${count}`,
      `${root}.${field}`,
      "s/GB",
      { better: "lower", decimals: 1 },
    );
  const goodput = (name: string, title: string, rank: number) =>
    capacityPair(
      `${workload}.bulk.${streams}.${name}`,
      `${upper} ${title}, ${count}`,
      `${root}.${name}Mbps`,
      "Mbit/s",
      column(`Mbit/s ${name}`, rank),
    );
  return [
    ...goodput("up", "upload", 19),
    ...goodput("down", "download", 20),
    cost("cpu", "whole host", "cpuSecondsPerGb"),
    cost("tunnelCpu", "tunnel pair", "tunnelCpuSecondsPerGb"),
    metric(
      `${workload}.bulk.${streams}.errors`,
      `${upper} streams of bulk transfer that failed, ${count}`,
      `${root}.errors`,
      "count",
      { better: "lower" },
    ),
  ];
}

/** A rate and, without which it cannot be read, what limited it and how much CPU others used meanwhile. */
function capacityPair(
  address: string,
  title: string,
  path: string,
  unit: Unit,
  column: Metric["column"],
): Metric[] {
  return [
    metric(address, title, path, unit, { better: "higher", column }),
    metric(`${address}.limitedBy`, `${title}: what limited it`, path, "word", {
      fields: { value: "limitedBy" },
    }),
    metric(`${address}.foreign`, `${title}: CPU of others meanwhile`, path, "%", {
      fields: { value: "foreignPercent" },
      decimals: 0,
    }),
  ];
}
