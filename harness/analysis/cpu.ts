import type { ContainerCounters } from "../model/counters.ts";
import type { WorkloadName } from "../model/scenario.ts";
import { tunnelRoles } from "../model/scenario.ts";
import type { WorkloadCpu } from "../model/summary.ts";
import type { Measurements } from "./measurements.ts";
import type { Missing, ReasonBook } from "./reasons.ts";
import { verifiedIn } from "./traffic.ts";
import { groupOf, type Window } from "./windows.ts";

const nsPerMs = 1e6;

/** CPU-nanoseconds of one window that are charged to what is asked for. */
export type CpuOfWindow = (window: Window) => number | Missing;
export type Matches = (container: ContainerCounters) => boolean;

/** CPU of all containers that match, summed: never averaged, METHOD.md §4.2. */
export function cpuOf(matches: Matches): CpuOfWindow {
  return ({ start, end }) => {
    const chosen = [...end.containers.values()].filter(matches);
    if (chosen.length === 0) return { missing: "no such container" };
    let total = 0;
    for (const { container, cpuNs } of chosen) {
      const before = start.containers.get(container);
      if (before === undefined)
        return { missing: `container "${container}" has no counters at the start of the phase` };
      if (cpuNs < before.cpuNs)
        return { missing: `the CPU counter of "${container}" ran backwards: it was restarted` };
      total += cpuNs - before.cpuNs;
    }
    return total;
  };
}

/** The containers that a scenario adds. */
export function isTunnelOf(scenario: string): Matches {
  return (container) =>
    container.scenario === scenario && (tunnelRoles as readonly string[]).includes(container.role);
}

/** CPU that the whole host was busy, in ns: ncpu·T − Δidle − Δiowait − Δsteal. METHOD.md §4.3. */
export function busyNs({ start, end, durationNs }: Window): number | Missing {
  if (start.host === null || end.host === null) return { missing: "no host counters" };
  const idle = end.host.idleNs - start.host.idleNs;
  const iowait = end.host.iowaitNs - start.host.iowaitNs;
  const steal = end.host.stealNs - start.host.stealNs;
  return end.host.cpuCount * durationNs - idle - iowait - steal;
}

/** Host CPU less the idle floor of the same round and less the generator: what the requests cost the machine. */
export function systemCpu({ windows }: Measurements): CpuOfWindow {
  const generatorCpu = cpuOf((container) => container.role === "generator");
  return (window) => {
    const busy = busyNs(window);
    const floor = idleFloor(windows, groupOf(window.phase));
    const generator = generatorCpu(window);
    if (typeof busy !== "number") return busy;
    if (typeof floor !== "number") return floor;
    if (typeof generator !== "number") return generator;
    return busy - floor * window.durationNs - generator;
  };
}

/** CPU-milliseconds per verified request over several windows: the sums are divided, not the quotients averaged. */
export function msPerRequest(
  measurements: Measurements,
  windows: readonly Window[],
  scenario: string,
  cpu: CpuOfWindow,
): number | Missing {
  if (windows.length === 0) return { missing: "no phase with counters at both edges" };
  let totalNs = 0;
  let requests = 0;
  for (const window of windows) {
    const charged = cpu(window);
    if (typeof charged !== "number") return charged;
    totalNs += charged;
    requests += verifiedIn(measurements.traffic, window.phase, scenario);
  }
  return requests > 0
    ? totalNs / nsPerMs / requests
    : { missing: "no verified request between the counters" };
}

/** The same over all slots of a scenario that count. */
export function msPerSlotRequest(
  measurements: Measurements,
  scenario: string,
  cpu: CpuOfWindow,
): number | Missing {
  const slots = measurements.slotsOf(scenario);
  if (slots.length === 0) return { missing: measurements.whyNoSlots(scenario) };
  return msPerRequest(measurements, slots, scenario, cpu);
}

/** What a workload costs, from its slots. */
export function summariseWorkloadCpu(
  measurements: Measurements,
  scenario: string,
  workload: WorkloadName,
  path: string,
  book: ReasonBook,
): WorkloadCpu | null {
  const windows = measurements.slotsOf(scenario, workload);
  if (windows.length === 0) return book.missing(path, measurements.whyNoSlots(scenario, workload));
  const cost = (name: Exclude<keyof WorkloadCpu, "rounds">, cpu: CpuOfWindow) =>
    book.take(`${path}.${name}`, msPerRequest(measurements, windows, scenario, cpu));
  return {
    tunnelMsPerRequest: cost("tunnelMsPerRequest", cpuOf(isTunnelOf(scenario))),
    serviceMsPerRequest: cost(
      "serviceMsPerRequest",
      cpuOf(({ role }) => role === "service" || role === "broker"),
    ),
    generatorMsPerRequest: cost(
      "generatorMsPerRequest",
      cpuOf(({ role }) => role === "generator"),
    ),
    systemMsPerRequest: cost("systemMsPerRequest", systemCpu(measurements)),
    rounds: windows.length,
  };
}

/** Busy nanoseconds per nanosecond in the idle slots of a round. */
function idleFloor(windows: ReadonlyMap<string, Window>, group: string): number | Missing {
  let busy = 0;
  let duration = 0;
  for (const window of windows.values()) {
    if (window.phase.kind !== "idle" || groupOf(window.phase) !== group) continue;
    const idleBusy = busyNs(window);
    if (typeof idleBusy !== "number") return idleBusy;
    busy += idleBusy;
    duration += window.durationNs;
  }
  return duration > 0 ? busy / duration : { missing: "no idle slot in the same round" };
}
