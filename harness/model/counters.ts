import type { Role } from "./scenario.ts";

/** Where in the run a snapshot was taken: a line of counters.ndjson always belongs to the edge of a phase. */
export interface SnapshotHeader {
  phase: string;
  edge: "start" | "end";
  instance: number;
  /** Nanoseconds of CLOCK_MONOTONIC since the run's epoch: the middle of the reading. */
  atNs: number;
  /** How long the reading of the whole snapshot took; gate E6 looks at it. */
  spreadNs: number;
}

/** Counters of one network namespace, METHOD.md §5.1. `null`: could not be read. Names are the kernel's. */
export interface NetworkCounters {
  /** Sums over the interfaces but `lo`. */
  rxBytes: number;
  txBytes: number;
  rxPackets: number;
  txPackets: number;
  rxDropped: number;
  txDropped: number;
  rxErrors: number;
  txErrors: number;
  /** The same bytes and drops by interface, keyed by leg (`wire`) for a tunnel's container, by network (`baseline-wire`)
   * for an endpoint, which is on the legs of all scenarios, and by interface name for what is on no leg (`wg0`). */
  byLeg: Record<
    string,
    { rxBytes: number; txBytes: number; rxPackets: number; txPackets: number; dropped: number }
  >;
  /** /proc/net/snmp and netstat, as `Tcp.RetransSegs`, `TcpExt.TCPTimeouts`, `Udp.RcvbufErrors`, … */
  protocol: Record<string, number>;
}

export interface ContainerCounters extends SnapshotHeader {
  subject: "container";
  container: string;
  scenario: string | null;
  role: Role;
  /** CPU time since the container's start, from its cgroup. */
  cpuNs: number;
  /** Usage less inactive file pages, METHOD.md §4.1. */
  memoryBytes: number;
  /** Highest usage since start or reset; null where the kernel does not keep it. */
  memoryPeakBytes: number | null;
  memoryLimitBytes: number | null;
  throttledNs: number | null;
  /** Processes that the kernel killed for want of memory, gate E8; absent in runs of the first schema version. */
  oomKills?: number | null;
  /** null for a container that shares another one's namespace, or where it cannot be read. */
  network: NetworkCounters | null;
}

export interface HostCounters extends SnapshotHeader {
  subject: "host";
  cpuCount: number;
  /** From /proc/stat, all CPUs together, in nanoseconds (10 ms steps). */
  idleNs: number;
  iowaitNs: number;
  stealNs: number;
  userNs: number;
  systemNs: number;
  softirqNs: number;
  memoryAvailableBytes: number;
  /** From here on absent in runs of the first schema version; null where the kernel does not tell. */
  /** The wall clock in microseconds at `wallClockAtNs` of the run's monotonic clock; gate E3. */
  wallClockUs?: number;
  wallClockAtNs?: number;
  /** "some" of /proc/pressure/cpu; gate E4. */
  cpuPressureNs?: number | null;
  /** Pages swapped in since boot, gate E8. */
  swapInPages?: number | null;
  /** Mean of the CPUs' current frequency; gate E9. */
  frequencyKHz?: number | null;
  /** Gate E10. */
  conntrack?: { count: number; max: number } | null;
}

export interface HarnessCounters extends SnapshotHeader {
  subject: "harness";
  cpuNs: number;
  residentBytes: number;
}

export type CounterLine = ContainerCounters | HostCounters | HarnessCounters;

/** One line of containers.ndjson: what a plot over time needs, at the least cost of reading. */
export interface ContainerPoint {
  atNs: number;
  container: string;
  scenario: string | null;
  role: Role;
  cpuNs: number;
  memoryBytes: number;
}

/** Protocol counters that are kept, METHOD.md §5.1; the kernel has some hundred more. */
export const keptCounters: readonly string[] = [
  "Tcp.OutSegs",
  "Tcp.InSegs",
  "Tcp.RetransSegs",
  "Tcp.ActiveOpens",
  "Tcp.PassiveOpens",
  "Tcp.EstabResets",
  "TcpExt.TCPTimeouts",
  "TcpExt.TCPSynRetrans",
  "TcpExt.TCPLostRetransmit",
  "TcpExt.TCPOrigDataSent",
  "TcpExt.ListenOverflows",
  "TcpExt.ListenDrops",
  "TcpExt.TCPBacklogDrop",
  "TcpExt.TCPRcvQDrop",
  "TcpExt.PruneCalled",
  "Udp.InDatagrams",
  "Udp.OutDatagrams",
  "Udp.InErrors",
  "Udp.RcvbufErrors",
  "Udp.SndbufErrors",
  "Udp.NoPorts",
  "Ip.InDiscards",
  "Ip.OutDiscards",
  "Ip.OutNoRoutes",
  "Ip.ReasmFails",
  "Ip.FragFails",
  "Ip.FragCreates",
];
