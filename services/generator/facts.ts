import { performance } from "node:perf_hooks";
import type { GeneratorFacts } from "../../harness/model/protocol.ts";

/** Starts counting what the generator costs; the function that it gives tells the cost since then. */
export function startCost(): () => Pick<GeneratorFacts, "cpuNs" | "eventLoopUtilization"> {
  const cpuBefore = process.cpuUsage();
  const loopBefore = performance.eventLoopUtilization();
  return () => {
    const cpu = process.cpuUsage(cpuBefore);
    const { utilization } = performance.eventLoopUtilization(loopBefore);
    return { cpuNs: (cpu.user + cpu.system) * 1_000, eventLoopUtilization: utilization };
  };
}

/** How late the slowest hundredth of the releases was (nearest rank); null where nothing was released. */
export function lagP99Ns(lagsNs: ArrayLike<number>): number | null {
  const sorted = Float64Array.from(lagsNs).sort();
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? null;
}
