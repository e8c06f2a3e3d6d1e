import type {
  ContainerCounters,
  CounterLine,
  HarnessCounters,
  HostCounters,
  NetworkCounters,
} from "../../model/counters.ts";
import { containerValues } from "./container-values.ts";
import { commonValues, type RunContext } from "./context.ts";
import { type FlatDocument, flatDocument } from "./document.ts";

/** The document of a line of counters.ndjson. */
export function counterDocument(context: RunContext, line: CounterLine): FlatDocument {
  return flatDocument(
    { "@timestamp": context.timestamp(line.atNs) },
    commonValues("counters", context),
    {
      "bench.phase": line.phase,
      "bench.phase_kind": context.phase(line.phase)?.kind,
      "bench.instance": line.instance,
      "bench.edge": line.edge,
      "bench.subject": line.subject,
      "bench.time.at_ns": line.atNs,
      "bench.spread_ns": line.spreadNs,
    },
    subjectValues(context, line),
  );
}

function subjectValues(context: RunContext, line: CounterLine): Record<string, unknown> {
  if (line.subject === "host") return hostValues(line);
  if (line.subject === "harness") return harnessValues(line);
  return {
    ...containerValues(context, line),
    ...accountValues(line),
    ...(line.network !== null && networkValues(line.network)),
  };
}

function harnessValues({ cpuNs, residentBytes }: HarnessCounters): Record<string, unknown> {
  return { "bench.cpu.time_ns": cpuNs, "bench.memory.resident_bytes": residentBytes };
}

function accountValues(line: ContainerCounters): Record<string, unknown> {
  const { memoryBytes, memoryLimitBytes } = line;
  return {
    "bench.cpu.time_ns": line.cpuNs,
    "bench.cpu.throttled_ns": line.throttledNs,
    "container.memory.usage": memoryLimitBytes === null ? null : memoryBytes / memoryLimitBytes,
    "bench.memory.working_set_bytes": memoryBytes,
    "bench.memory.peak_bytes": line.memoryPeakBytes,
    "bench.memory.limit_bytes": memoryLimitBytes,
    "bench.memory.oom_kills": line.oomKills,
  };
}

function networkValues(network: NetworkCounters): Record<string, unknown> {
  // an endpoint is on the wires of all scenarios; without a tunnel, baseline's is the one that it pays for
  const wire = network.byLeg["wire"] ?? network.byLeg["baseline-wire"];
  const values: Record<string, unknown> = {
    "bench.network.rx_bytes": network.rxBytes,
    "bench.network.tx_bytes": network.txBytes,
    "bench.network.rx_packets": network.rxPackets,
    "bench.network.tx_packets": network.txPackets,
    "bench.network.rx_dropped": network.rxDropped,
    "bench.network.tx_dropped": network.txDropped,
    "bench.network.rx_errors": network.rxErrors,
    "bench.network.tx_errors": network.txErrors,
    "bench.network.wire.rx_bytes": wire?.rxBytes,
    "bench.network.wire.tx_bytes": wire?.txBytes,
    "bench.network.wire.rx_packets": wire?.rxPackets,
    "bench.network.wire.tx_packets": wire?.txPackets,
    "bench.network.wire.dropped": wire?.dropped,
    "bench.network.by_leg": network.byLeg,
  };
  for (const [name, count] of Object.entries(network.protocol))
    values[`bench.network.protocol.${name}`] = count;
  return values;
}

function hostValues(line: HostCounters): Record<string, unknown> {
  return {
    "bench.host.cpu_count": line.cpuCount,
    "bench.host.idle_ns": line.idleNs,
    "bench.host.iowait_ns": line.iowaitNs,
    "bench.host.steal_ns": line.stealNs,
    "bench.host.user_ns": line.userNs,
    "bench.host.system_ns": line.systemNs,
    "bench.host.softirq_ns": line.softirqNs,
    "bench.host.memory_available_bytes": line.memoryAvailableBytes,
    "bench.host.wall_clock_us": line.wallClockUs,
    "bench.host.wall_clock_at_ns": line.wallClockAtNs,
    "bench.host.cpu_pressure_ns": line.cpuPressureNs,
    "bench.host.swap_in_pages": line.swapInPages,
    "bench.host.frequency_khz": line.frequencyKHz,
    "bench.host.conntrack.count": line.conntrack?.count,
    "bench.host.conntrack.max": line.conntrack?.max,
  };
}
