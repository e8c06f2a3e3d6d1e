import { keptCounters } from "../../model/counters.ts";
import { commonFields, containerFields, phaseFields } from "./common.ts";
import { type Field, field } from "./field.ts";

const traffic = ["rx_bytes", "tx_bytes", "rx_packets", "tx_packets"];
const drops = ["rx_dropped", "tx_dropped", "rx_errors", "tx_errors"];

const networkFields: readonly Field[] = [
  ...[...traffic, ...drops].map((name) =>
    field(`bench.network.${name}`, `\`${name}\` over its interfaces`, "long"),
  ),
  ...[...traffic, "dropped"].map((name) =>
    field(`bench.network.wire.${name}`, `\`${name}\` on the wire leg; of an endpoint on baseline's`, "long"),
  ),
  field("bench.network.by_leg", "the same by leg or network", "stored"),
  ...keptCounters.map((name) => field(`bench.network.protocol.${name}`, `the kernel's \`${name}\``, "long")),
];

const hostFields: readonly Field[] = [
  field("bench.host.cpu_count", "processors", "long"),
  ...["idle", "iowait", "steal", "user", "system", "softirq"].map((state) =>
    field(`bench.host.${state}_ns`, `CPU time of all processors, ${state}`, "long"),
  ),
  field("bench.host.memory_available_bytes", "as /proc/meminfo says", "long"),
  field("bench.host.wall_clock_us", "the wall clock", "long"),
  field("bench.host.wall_clock_at_ns", "the run's clock at that moment", "long"),
  field("bench.host.cpu_pressure_ns", "time that some task waited for a CPU", "long"),
  field("bench.host.swap_in_pages", "pages swapped in since boot", "long"),
  field("bench.host.frequency_khz", "mean frequency of the CPUs", "double"),
  field("bench.host.conntrack.count", "tracked connections", "long"),
  field("bench.host.conntrack.max", "the most that can be tracked", "long"),
];

/** A line of counters.ndjson: one subject at the edge of a phase. All counters count from a start, none is a difference. */
export const counterFields: readonly Field[] = [
  ...commonFields,
  ...phaseFields,
  field("bench.edge", "`start` (after settling) or `end` of the phase"),
  field("bench.subject", "`container`, `host` or `harness`"),
  field("bench.time.at_ns", "middle of the reading, ns since the run's epoch", "long"),
  field("bench.spread_ns", "how long the reading took", "long"),
  ...containerFields,
  field("bench.cpu.time_ns", "CPU time so far", "long"),
  field("bench.cpu.throttled_ns", "time held back by a CPU limit", "long"),
  field("container.memory.usage", "share of the memory limit, 0 to 1", "double"),
  field("bench.memory.working_set_bytes", "usage without inactive file pages", "long"),
  field("bench.memory.peak_bytes", "the most so far", "long"),
  field("bench.memory.limit_bytes", "the limit", "long"),
  field("bench.memory.resident_bytes", "of bench itself", "long"),
  field("bench.memory.oom_kills", "processes killed for want of memory", "long"),
  ...networkFields,
  ...hostFields,
];

/** A line of containers.ndjson: one container in one second. */
export const pointFields: readonly Field[] = [
  ...commonFields,
  ...containerFields,
  field("bench.time.at_ns", "ns since the run's epoch", "long"),
  field("bench.cpu.time_ns", "CPU time so far", "long"),
  field(
    "bench.cpu.percent",
    "of one CPU, since the container's line before; absent in its first, and over more than 5 s",
    "double",
  ),
  field("container.cpu.usage", "the same as a share of all CPUs, 0 to 1", "double"),
  field("bench.memory.working_set_bytes", "usage without inactive file pages", "long"),
];
