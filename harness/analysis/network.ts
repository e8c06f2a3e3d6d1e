import type { ContainerCounters, NetworkCounters } from "../model/counters.ts";
import type { WorkloadName } from "../model/scenario.ts";
import { slugOf } from "../model/scenario-name.ts";
import type { NetworkSummary } from "../model/summary.ts";
import { isTunnelOf } from "./cpu.ts";
import type { Measurements } from "./measurements.ts";
import { isMissing, type Missing, type ReasonBook } from "./reasons.ts";
import { verifiedIn } from "./traffic.ts";
import type { Window } from "./windows.ts";

/** Drops at a socket, METHOD.md §5.1. ListenOverflows are left out: the kernel counts each as a ListenDrop as well. */
const socketDropCounters = [
  "Udp.RcvbufErrors",
  "Udp.SndbufErrors",
  "TcpExt.TCPBacklogDrop",
  "TcpExt.TCPRcvQDrop",
  "TcpExt.ListenDrops",
];

/** Network figures of a scenario. `baseline` is the reference of the overhead, null when it was not measured. */
export function summariseNetwork(
  measurements: Measurements,
  scenario: string,
  baseline: string | null,
  book: ReasonBook,
): NetworkSummary {
  const count = (read: ReadCounter) => countDrops(measurements, scenario, read);
  return {
    wireBytesPerRequest: book.take(
      "network.wireBytesPerRequest",
      wireBytesPerRequest(measurements, scenario),
    ),
    wireOverheadRatio: book.take(
      "network.wireOverheadRatio",
      overheadRatio(measurements, scenario, baseline),
    ),
    retransmits: book.take(
      "network.retransmits",
      count((network) => sumProtocol(network, ["Tcp.RetransSegs"])),
    ),
    socketDrops: book.take(
      "network.socketDrops",
      count((network) => sumProtocol(network, socketDropCounters)),
    ),
    deviceDrops: book.take("network.deviceDrops", count(sumDevice)),
  };
}

/** Bytes of both directions on the wire leg per verified request, over the scenario's slots. */
export function wireBytesPerRequest(
  measurements: Measurements,
  scenario: string,
  workload?: WorkloadName,
): number | Missing {
  const windows = measurements.slotsOf(scenario, workload);
  if (windows.length === 0) return { missing: measurements.whyNoSlots(scenario, workload) };
  let bytes = 0;
  let requests = 0;
  for (const window of windows) {
    const onWire = wireBytes(window, scenario);
    if (isMissing(onWire)) return onWire;
    bytes += onWire;
    requests += verifiedIn(measurements.traffic, window.phase, scenario);
  }
  return requests > 0 ? bytes / requests : { missing: "no verified request between the counters" };
}

/** Both ends of the wire see the same bytes, so one is counted: a tunnel's, or without a pair the generator's. */
function wireBytes({ start, end }: Window, scenario: string): number | Missing {
  const own = [...end.containers.values()].filter(isTunnelOf(scenario));
  const roles = own.length > 0 ? ["tunnel-client", "tunnel-server"] : ["generator"];
  const leg = own.length > 0 ? "wire" : `${slugOf(scenario)}-wire`; // an endpoint is on many scenarios' networks
  const candidates = own.length > 0 ? own : [...end.containers.values()];
  for (const role of roles) {
    for (const container of candidates.filter((candidate) => candidate.role === role)) {
      const after = container.network?.byLeg[leg];
      const before = start.containers.get(container.container)?.network?.byLeg[leg];
      if (after && before)
        return risen(after.rxBytes + after.txBytes - before.rxBytes - before.txBytes, container);
    }
  }
  return { missing: `no counters of the wire leg on ${roles.join(" or ")}` };
}

/** Per request and workload against baseline, over the workloads that both carried, so that the mix is the same. */
function overheadRatio(
  measurements: Measurements,
  scenario: string,
  baseline: string | null,
): number | Missing {
  if (baseline === null) return { missing: "no baseline in this run" };
  let own = 0;
  let reference = 0;
  for (const workload of measurements.run.plan.workloads) {
    const ownBytes = wireBytesPerRequest(measurements, scenario, workload);
    const referenceBytes = wireBytesPerRequest(measurements, baseline, workload);
    if (isMissing(ownBytes) || isMissing(referenceBytes)) continue;
    own += ownBytes;
    reference += referenceBytes;
  }
  return reference > 0
    ? own / reference
    : { missing: "no workload with wire bytes of both scenario and baseline" };
}

type ReadCounter = (network: NetworkCounters) => number | Missing;

/** The scenario's own namespaces over duets and slots; the endpoints' over its slots, where nobody else sends. */
function countDrops(measurements: Measurements, scenario: string, read: ReadCounter): number | Missing {
  const isOwn = isTunnelOf(scenario);
  const isEndpoint = (container: ContainerCounters) =>
    container.scenario === null && container.role !== "probe";
  const slots = measurements.slotsOf(scenario);
  const parts = [
    ...measurements.duetsOf(scenario).map((window) => countInWindow(window, isOwn, 2, read)),
    ...slots.map((window) => countInWindow(window, isOwn, 2, read)),
    ...slots.map((window) => countInWindow(window, isEndpoint, Number.POSITIVE_INFINITY, read)),
  ];
  if (parts.length === 0) return { missing: "no phase with counters at both edges" };
  let total = 0;
  for (const part of parts) {
    if (isMissing(part)) return part;
    total += part;
  }
  return total;
}

/**
 * Sum over the namespaces of the containers that match. A null may be a namespace shared with a container that was
 * read: up to `enough` readable ones are asked for, since a pair has two sides and at least one namespace on each.
 */
export function countInWindow(
  { start, end }: Window,
  matches: (container: ContainerCounters) => boolean,
  enough: number,
  read: ReadCounter,
): number | Missing {
  const chosen = [...end.containers.values()].filter(matches);
  const readable = chosen.filter(({ network }) => network !== null);
  if (readable.length < Math.min(enough, chosen.length)) {
    const unread = chosen.find(({ network }) => network === null)!;
    return { missing: `the network counters of "${unread.container}" cannot be read` };
  }
  let total = 0;
  for (const { container, network } of readable) {
    const before = start.containers.get(container)?.network;
    if (!before)
      return { missing: `container "${container}" has no network counters at the start of the phase` };
    const counts = [read(network!), read(before)] as const;
    if (isMissing(counts[0])) return counts[0];
    if (isMissing(counts[1])) return counts[1];
    const rise = risen(counts[0] - counts[1], { container });
    if (isMissing(rise)) return rise;
    total += rise;
  }
  return total;
}

/** A counter starts again with its namespace: a fall means that the difference says nothing. */
function risen(difference: number, { container }: Pick<ContainerCounters, "container">): number | Missing {
  if (difference >= 0) return difference;
  return { missing: `the network counters of "${container}" ran backwards: it was restarted` };
}

function sumProtocol({ protocol }: NetworkCounters, names: readonly string[]): number | Missing {
  let total = 0;
  for (const name of names) {
    const count = protocol[name];
    if (count === undefined) return { missing: `the kernel does not tell ${name}` };
    total += count;
  }
  return total;
}

export function sumDevice(network: NetworkCounters): number {
  return network.rxDropped + network.txDropped + network.rxErrors + network.txErrors;
}
