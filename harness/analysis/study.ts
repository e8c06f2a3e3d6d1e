import type { ContainerCounters } from "../model/counters.ts";
import { accountRoles } from "../model/summary.ts";
import type { Measurements } from "./measurements.ts";
import { countInWindow, sumDevice } from "./network.ts";
import { isMissing, type Missing } from "./reasons.ts";
import type { Window } from "./windows.ts";

/**
 * CPU and memory as the study of 2020 gave them, only to compare with it: a mean over all containers of the lab, so
 * that idle containers make a scenario look cheaper (METHOD.md §0). CPU is the `docker stats` formula,
 * Δcontainer / Δsystem · CPUs · 100, with Δsystem = CPUs · time; memory is working set / limit · 100.
 */
export function summariseStudyShares(
  measurements: Measurements,
  scenario: string,
): { cpuPercent: number | Missing; memoryPercent: number | Missing } {
  const cpu: number[] = [];
  const memory: number[] = [];
  for (const { start, end, durationNs } of judgedWindows(measurements, scenario)) {
    for (const container of end.containers.values()) {
      const before = start.containers.get(container.container);
      if (before === undefined || !isInLab(container, scenario)) continue;
      cpu.push(((container.cpuNs - before.cpuNs) / durationNs) * 100);
      memory.push((container.memoryBytes / limitOf(container, measurements.run.host.memoryBytes)) * 100);
    }
  }
  return { cpuPercent: meanOf(cpu), memoryPercent: meanOf(memory) };
}

/** Containers of the scenario's lab as the study counted them: endpoints and the scenario's own. */
export function countLabContainers({ run }: Measurements, scenario: string): number {
  const names = run.containers
    .filter((container) => isInLab(container, scenario))
    .map((container) => container.name);
  return new Set(names).size;
}

/** Packets that the lab's interfaces dropped or found faulty in the study phases: not what is lost, METHOD.md §0, 7. */
export function countStudyDrops(measurements: Measurements, scenario: string): number | Missing {
  const windows = studyWindows(measurements, scenario);
  if (windows.length === 0) return { missing: "no study phase with counters at both edges" };
  let total = 0;
  for (const window of windows) {
    // A pair's containers may share a namespace, which then is read once: two readable ones are enough.
    for (const [isPart, enough] of [
      [(one: ContainerCounters) => one.scenario === scenario && isInLab(one, scenario), 2],
      [(one: ContainerCounters) => one.scenario === null && isInLab(one, scenario), Number.POSITIVE_INFINITY],
    ] as const) {
      const count = countInWindow(window, isPart, enough, sumDevice);
      if (isMissing(count)) return count;
      total += count;
    }
  }
  return total;
}

/** The study's own phases; where the run has none, the duets are the nearest thing. */
function judgedWindows(measurements: Measurements, scenario: string): Window[] {
  const windows = studyWindows(measurements, scenario);
  return windows.length > 0 ? windows : measurements.duetsOf(scenario);
}

function studyWindows({ windows }: Measurements, scenario: string): Window[] {
  return [...windows.values()].filter(
    ({ phase }) => phase.kind === "study" && phase.scenarios.includes(scenario),
  );
}

/** Everything with an account: a lab is the shared endpoints and the scenario's own containers. */
function isInLab({ scenario, role }: Pick<ContainerCounters, "scenario" | "role">, lab: string): boolean {
  return (scenario === null || scenario === lab) && (accountRoles as readonly string[]).includes(role);
}

/** "No limit" is a huge number in cgroup v1; Docker then shows the host's memory. */
function limitOf({ memoryLimitBytes }: ContainerCounters, hostBytes: number): number {
  return Math.min(memoryLimitBytes ?? hostBytes, hostBytes);
}

function meanOf(values: readonly number[]): number | Missing {
  if (values.length === 0) return { missing: "no study phase and no duet with counters at both edges" };
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
