import type { ContainerCounters } from "../model/counters.ts";
import { tunnelRoles } from "../model/scenario.ts";
import {
  type AccountRole,
  accountRoles,
  type ResourcesSummary,
  type RoleResources,
} from "../model/summary.ts";
import { cpuOf, isTunnelOf, type Matches, msPerRequest, msPerSlotRequest, systemCpu } from "./cpu.ts";
import type { Measurements } from "./measurements.ts";
import { isMissing, type Missing, type ReasonBook } from "./reasons.ts";
import { summariseStudyShares } from "./study.ts";
import type { Window } from "./windows.ts";

const bytesPerMiB = 2 ** 20;

/** CPU and memory of a scenario, by role and altogether. */
export function summariseResources(
  measurements: Measurements,
  scenario: string,
  book: ReasonBook,
): ResourcesSummary {
  const system = msPerSlotRequest(measurements, scenario, systemCpu(measurements));
  const study = summariseStudyShares(measurements, scenario);
  return {
    tunnel: summariseTunnel(measurements, scenario, "resources.tunnel", isTunnelOf(scenario), book),
    byRole: summariseRoles(measurements, scenario, book),
    systemCpuMsPerRequest: book.take("resources.systemCpuMsPerRequest", system),
    hostMemoryMiB: book.missing(
      "resources.hostMemoryMiB",
      "all tunnel pairs are up at once: the host's memory is theirs together",
    ),
    cpuPercentOfContainers: book.take("resources.cpuPercentOfContainers", study.cpuPercent),
    memoryPercentOfContainers: book.take("resources.memoryPercentOfContainers", study.memoryPercent),
  };
}

function summariseRoles(
  measurements: Measurements,
  scenario: string,
  book: ReasonBook,
): ResourcesSummary["byRole"] {
  const byRole = {} as Record<AccountRole, RoleResources | null>;
  for (const role of accountRoles) {
    const path = `resources.byRole.${role}`;
    const isTunnelRole = (tunnelRoles as readonly AccountRole[]).includes(role);
    const isOwn: Matches = (container) => isTunnelOf(scenario)(container) && container.role === role;
    byRole[role] = isTunnelRole
      ? summariseTunnel(measurements, scenario, path, isOwn, book)
      : summariseEndpoint(measurements, scenario, role, book);
  }
  return byRole;
}

/** Own containers are the scenario's alone, so the duet tells their cost. */
function summariseTunnel(
  measurements: Measurements,
  scenario: string,
  path: string,
  matches: Matches,
  book: ReasonBook,
): RoleResources | null {
  const duets = measurements.duetsOf(scenario);
  if (duets.length === 0) return book.missing(path, "no duet with counters at both edges");
  if (!duets.some(({ end }) => [...end.containers.values()].some(matches))) {
    return book.missing(path, "no such container in this scenario");
  }
  const cpu = msPerRequest(measurements, duets, scenario, cpuOf(matches));
  return {
    cpuMsPerRequest: book.take(`${path}.cpuMsPerRequest`, cpu),
    memoryMiB: book.take(`${path}.memoryMiB`, meanMemoryMiB(duets, matches)),
    peakMiB: book.take(`${path}.peakMiB`, peakMemoryMiB(duets, matches)),
  };
}

/** Endpoints serve all scenarios in the duet: their CPU comes from the slots, their memory belongs to nobody. */
function summariseEndpoint(
  measurements: Measurements,
  scenario: string,
  role: AccountRole,
  book: ReasonBook,
): RoleResources {
  const path = `resources.byRole.${role}`;
  const matches: Matches = (container) => container.scenario === null && container.role === role;
  const shared = "the endpoints are shared by all scenarios";
  const cpu = msPerSlotRequest(measurements, scenario, cpuOf(matches));
  return {
    cpuMsPerRequest: book.take(`${path}.cpuMsPerRequest`, cpu),
    memoryMiB: book.missing(`${path}.memoryMiB`, shared),
    peakMiB: book.missing(`${path}.peakMiB`, shared),
  };
}

/** Working sets at the duets' ends, summed over the containers, averaged over the instances. */
function meanMemoryMiB(duets: readonly Window[], matches: Matches): number {
  const sums = duets.map(({ end }) =>
    chosen(end.containers, matches).reduce((sum, container) => sum + container.memoryBytes, 0),
  );
  return sums.reduce((sum, bytes) => sum + bytes, 0) / sums.length / bytesPerMiB;
}

/** Peaks summed over the containers; the highest instance counts. They need not have been at the same moment. */
function peakMemoryMiB(duets: readonly Window[], matches: Matches): number | Missing {
  let highest = 0;
  for (const { end } of duets) {
    const sum = sumPeaks(chosen(end.containers, matches));
    if (isMissing(sum)) return sum;
    highest = Math.max(highest, sum);
  }
  return highest / bytesPerMiB;
}

function sumPeaks(containers: readonly ContainerCounters[]): number | Missing {
  let total = 0;
  for (const { memoryPeakBytes } of containers) {
    if (memoryPeakBytes === null) return { missing: "this kernel does not keep a cgroup's peak" };
    total += memoryPeakBytes;
  }
  return total;
}

function chosen(containers: ReadonlyMap<string, ContainerCounters>, matches: Matches): ContainerCounters[] {
  return [...containers.values()].filter(matches);
}
