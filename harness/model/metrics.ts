import { type WorkloadName, workloadNames } from "./scenario.ts";
import {
  accountRoles,
  type BulkSize,
  bulkSizes,
  type Capacity,
  closedLoopSizes,
  type LatencyStatistic,
  type Limit,
  latencyStatistics,
  references,
  type ScenarioSummary,
} from "./summary.ts";

/** Differences below the larger of the two do not matter: fixed before the data is seen. METHOD.md §2.4. */
export interface Margin {
  /** Share of the reference: 0.05 is 5 %. */
  ratio: number;
  /** In the metric's unit; 0 for none. */
  absolute: number;
}

/** Microseconds for latencies, CPU-milliseconds for cpu. */
export const margins = {
  p50: { ratio: 0.05, absolute: 50 },
  p95: { ratio: 0.2, absolute: 0 },
  p99: { ratio: 0.2, absolute: 0 },
  cpu: { ratio: 0.05, absolute: 0 },
} as const satisfies Record<string, Margin>;
export type ComparedMetric = keyof typeof margins;

export type Unit =
  | "us"
  | "ms"
  | "CPU-ms"
  | "MiB"
  | "B"
  | "Mbit/s"
  | "s/GB"
  | "1/s"
  | "%"
  | "ratio"
  | "count"
  | "word";

/** One thing that is measured of a scenario: tables, thresholds, mappings and documentation are drawn from this. */
export interface Metric {
  /** Follows the scenario's name: `native.http.latency.p99`. */
  address: string;
  title: string;
  /** Where it stands in a scenario of summary.json. */
  path: readonly string[];
  /** Names of value and interval, where the path ends at an object that has others than `value`, `low` and `high`. */
  fields: { value: string; low?: string; high?: string } | null;
  unit: Unit;
  better: "lower" | "higher" | null;
  margin: Margin | null;
  /** The study's colours (its table I): upper ends of green and of the following ranges, in this metric's unit. */
  studyRange: readonly number[] | null;
  /** Digits after the point where no interval says better. */
  decimals: number;
  /**
   * Column of the table; the least rank is dropped last when the terminal is narrow. `only`: documents have room for more,
   * and a table of their own for capacity.
   */
  column: { header: string; rank: number; only?: "terminal" | "document" } | null;
}

type MetricOptions = Partial<Omit<Metric, "address" | "title" | "path" | "unit">>;

const latencyRange = [1_000, 5_000, 10_000, 100_000, 20_000_000];
const percentRange = [1, 5, 10, 100];
const dropRange = [5];
const byteMargin = { ratio: 0, absolute: 0 };
const memoryMargin = { ratio: 0.05, absolute: 2 };

/** Ranks of the columns, by workload; a statistic that is not named has no column. */
const latencyRanks: Record<WorkloadName, Partial<Record<LatencyStatistic, number>>> = {
  http: { p50: 1, p95: 8, p99: 6 },
  mqtt: { p50: 7, p99: 11 },
};
/** Beside the p99 that flatters a late generator, METHOD.md §1.2. */
const scheduledRanks: Record<WorkloadName, number> = { http: 21, mqtt: 22 };
const deltaRanks = { http: { delta: 2, verdict: 3 }, mqtt: { delta: 15, verdict: 16 } };

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

/** A metric's value. +Infinity: requests without an answer. null: not measured, and `reason` says why. */
export interface MetricValue {
  value: number | string | boolean | null;
  /** 95 % interval; null where the metric has none. */
  low: number | null;
  high: number | null;
  reason: string | null;
  /** Of a rate: what kept it from being higher. */
  limitedBy?: Limit;
  /** Of a rate: the generator was the limit, or nothing that was tried failed, so that the scenario may do more. */
  isLowerBound?: boolean;
  /** Of a figure of loads: CPU that others used meanwhile, per cent of one. */
  foreignPercent?: number;
}

/** The metric of an address suffix such as `http.latency.p99`, or undefined. */
export function findMetric(address: string): Metric | undefined {
  return metrics.find((candidate) => candidate.address === address);
}

/**
 * The control is compared with relay, the pair that it is identical to. Against baseline it is in no family, so a word by its
 * unadjusted p would stand beside Holm's of the others.
 */
const nullTest = "the null test: see relay, which is identical";

/** Reads a metric from one scenario of a summary. */
export function metricValue(scenario: ScenarioSummary, { path, fields }: Metric): MetricValue {
  if (fields?.value === "verdict" && scenario.name === references.control)
    return { value: null, low: null, high: null, reason: nullTest };
  let parent: unknown = null;
  let found: unknown = scenario;
  for (const [depth, key] of path.entries()) {
    if (found === null || found === undefined) break;
    parent = found;
    found = (found as Record<string, unknown>)[key];
    if (found === null) return absent(scenario, path.slice(0, depth + 1));
  }
  if (found === undefined) return absent(scenario, path);
  if (typeof found !== "object") return exactly(found as number | string | boolean, parent as object);
  if (fields === null && "limitedBy" in found!) return readCapacity(found as Capacity, parent as object);
  if (fields !== null && !(fields.value in found!)) return absent(scenario, path);
  return readFields(found as Record<string, unknown>, fields);
}

/** A rate of one instance has no interval. */
function readCapacity(capacity: Capacity, parent: object): MetricValue {
  const { value, low, high, limitedBy } = capacity;
  const isUnbounded = "firstFailing" in parent && parent.firstFailing === null;
  const isLowerBound = limitedBy === "generator" || isUnbounded;
  return { value, low, high, reason: null, limitedBy, isLowerBound, ...foreignOf(capacity) };
}

/** Inside an estimate null is +infinity; see `Estimate`. */
function readFields(found: Record<string, unknown>, fields: Metric["fields"]): MetricValue {
  const { value, low, high } = fields ?? { value: "value", low: "low", high: "high" };
  const read = (name: string) => (found[name] ?? Number.POSITIVE_INFINITY) as number | string;
  const bound = (name: string | undefined) => (name === undefined ? null : (read(name) as number));
  return { value: read(value), low: bound(low), high: bound(high), reason: null };
}

function exactly(value: number | string | boolean, parent: object): MetricValue {
  return { value, low: null, high: null, reason: null, ...foreignOf(parent) };
}

function foreignOf(owner: { foreignPercent?: number }): Pick<MetricValue, "foreignPercent"> {
  return owner.foreignPercent === undefined ? {} : { foreignPercent: owner.foreignPercent };
}

/** The reason stands at the path itself or at what contains it. */
function absent(scenario: ScenarioSummary, path: readonly string[]): MetricValue {
  for (let length = path.length; length > 0; length--) {
    const reason = scenario.reasons[path.slice(0, length).join(".")];
    if (reason !== undefined) return { value: null, low: null, high: null, reason };
  }
  return { value: null, low: null, high: null, reason: scenario.reason };
}

function metric(
  address: string,
  title: string,
  path: string,
  unit: Unit,
  options: MetricOptions = {},
): Metric {
  const defaults = { fields: null, better: null, margin: null, studyRange: null, decimals: 0, column: null };
  return { ...defaults, address, title, path: path.split("."), unit, ...options };
}

function latencyMetrics(workload: WorkloadName): Metric[] {
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

function trafficMetrics(workload: WorkloadName): Metric[] {
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
      ratio,
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
    metric(`${workload}.errorRatio`, `${upper} requests that failed`, `${root}.errorRatio`, "ratio", {
      better: "lower",
      decimals: 4,
    }),
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

function tunnelCpuMetric(workload: WorkloadName): Metric {
  const column = workload === "http" ? { header: "CPU-ms", rank: 5 } : null;
  return cpuMetric(workload, "tunnel", "tunnel pair", column);
}

function cpuMetric(
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

function wireBytesMetric(workload: WorkloadName): Metric {
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

/** Columns are HTTP's: nothing else has these figures. They are the first that a terminal drops. */
function capacityMetrics(workload: WorkloadName): Metric[] {
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

function resourceMetrics(): Metric[] {
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

function networkMetrics(): Metric[] {
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

/** Margins of the compared quantiles; the others have none. */
function latencyMargin(statistic: LatencyStatistic): Margin | null {
  return statistic === "p50" || statistic === "p95" || statistic === "p99" ? margins[statistic] : null;
}
