import type { LoadRecord } from "../model/load.ts";
import { worksInKernel } from "../model/summary.ts";
import { busyNs, cpuOf } from "./cpu.ts";
import { greatest } from "./gate-rule.ts";
import type { Measurements } from "./measurements.ts";
import { isMissing } from "./reasons.ts";
import type { Window } from "./windows.ts";

/** What the host was busy with beside the lab's containers and this program, per cent of one CPU; null: not known. */
export function foreignPercent(window: Window): number | null {
  const { start, end, durationNs } = window;
  const busy = busyNs(window);
  const containers = cpuOf(() => true)(window);
  if (isMissing(busy) || isMissing(containers) || !start.harness || !end.harness) return null;
  return ((busy - containers - (end.harness.cpuNs - start.harness.cpuNs)) / durationNs) * 100;
}

/** The greatest of the loads that can tell. */
export function foreignOfLoads(measurements: Measurements, loads: readonly LoadRecord[]): number | null {
  return greatest(loads.flatMap((load) => foreignOfLoad(measurements, load) ?? []));
}

/** null also for a tunnel in the kernel: no container is charged for its work, which would be taken for that of others. */
export function foreignOfLoad(
  { run, windows }: Measurements,
  { window, scenario }: LoadRecord,
): number | null {
  const record = run.scenarios.find(({ name }) => name === scenario);
  const found = windows.get(window);
  return found === undefined || (record && worksInKernel(record)) ? null : foreignPercent(found);
}
