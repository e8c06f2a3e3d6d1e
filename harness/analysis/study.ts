import type { ContainerCounters } from "../model/counters.ts";
import { accountRoles } from "../model/summary.ts";
import { isTunnelOf } from "./cpu.ts";
import type { Measurements } from "./measurements.ts";
import type { Missing } from "./reasons.ts";

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
  for (const { start, end, durationNs } of measurements.duetsOf(scenario)) {
    for (const container of end.containers.values()) {
      const before = start.containers.get(container.container);
      if (before === undefined || !isInLab(container, scenario)) continue;
      cpu.push(((container.cpuNs - before.cpuNs) / durationNs) * 100);
      memory.push((container.memoryBytes / limitOf(container, measurements.run.host.memoryBytes)) * 100);
    }
  }
  return { cpuPercent: meanOf(cpu), memoryPercent: meanOf(memory) };
}

function isInLab(container: ContainerCounters, scenario: string): boolean {
  const isEndpoint =
    container.scenario === null && (accountRoles as readonly string[]).includes(container.role);
  return isEndpoint || isTunnelOf(scenario)(container);
}

/** "No limit" is a huge number in cgroup v1; Docker then shows the host's memory. */
function limitOf({ memoryLimitBytes }: ContainerCounters, hostBytes: number): number {
  return Math.min(memoryLimitBytes ?? hostBytes, hostBytes);
}

function meanOf(values: readonly number[]): number | Missing {
  if (values.length === 0) return { missing: "no duet with counters at both edges" };
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
