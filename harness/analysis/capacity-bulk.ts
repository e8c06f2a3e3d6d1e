import type { LoadRecord } from "../model/load.ts";
import { type BulkSummary, bulkSizes, type WorkloadSummary } from "../model/summary.ts";
import { busyNs, type CpuOfWindow, cpuOf, isTunnelOf } from "./cpu.ts";
import { foreignOfLoads } from "./foreign-cpu.ts";
import { capacityOf, countErrors, loadsOf, secondsOf, takeCapacity } from "./loads.ts";
import type { Measurements } from "./measurements.ts";
import { isMissing, type Missing, type ReasonBook } from "./reasons.ts";
import { groupOf, type Window } from "./windows.ts";

/** Goodput of both directions and what a gigabyte (10⁹ B) costs, by number of streams. METHOD.md §1.6, §4.2. */
export function summariseBulk(
  measurements: Measurements,
  scenario: string,
  path: string,
  book: ReasonBook,
): WorkloadSummary["bulk"] {
  const all = loadsOf(measurements, {
    scenario,
    title: "bulk phase",
    matches: ({ kind }) => kind === "bulk",
  });
  if (isMissing(all)) return book.missing(path, all.missing);
  const bySize = {} as NonNullable<WorkloadSummary["bulk"]>;
  for (const size of bulkSizes) {
    const title = `bulk phase with ${size} ${size === "1" ? "stream" : "streams"}`;
    const matches = (load: LoadRecord["load"]) => load.kind === "bulk" && String(load.streams) === size;
    const loads = loadsOf(measurements, { scenario, title, matches });
    bySize[size] = isMissing(loads)
      ? book.missing(`${path}.${size}`, loads.missing)
      : summariseStreams(measurements, loads, `${path}.${size}`, book);
  }
  return bySize;
}

function summariseStreams(
  measurements: Measurements,
  loads: readonly LoadRecord[],
  path: string,
  book: ReasonBook,
): BulkSummary {
  const goodput = (direction: "up" | "down") => {
    const own = loads.filter(({ load }) => load.kind === "bulk" && load.direction === direction);
    if (own.length === 0) return { missing: `no transfer ${direction}` };
    return capacityOf(measurements, own, megabitsPerSecond);
  };
  const cost = (cpu: CpuOfWindow) => secondsPerGb(measurements, loads, cpu);
  const { scenario } = loads[0]!;
  const foreignPercent = foreignOfLoads(measurements, loads);
  return {
    upMbps: takeCapacity(`${path}.upMbps`, goodput("up"), book),
    downMbps: takeCapacity(`${path}.downMbps`, goodput("down"), book),
    cpuSecondsPerGb: book.take(`${path}.cpuSecondsPerGb`, cost(bulkSystemCpu(measurements))),
    tunnelCpuSecondsPerGb: book.take(`${path}.tunnelCpuSecondsPerGb`, cost(cpuOf(isTunnelOf(scenario)))),
    errors: countErrors(loads),
    ...(foreignPercent === null ? {} : { foreignPercent }),
  };
}

/** CPU-seconds per 10⁹ payload bytes over all transfers, both directions: the sums are divided. */
function secondsPerGb(
  { windows }: Measurements,
  loads: readonly LoadRecord[],
  cpu: CpuOfWindow,
): number | Missing {
  let totalNs = 0;
  let bytes = 0;
  for (const load of loads) {
    const window = windows.get(load.window);
    if (window === undefined) return { missing: "no counters at both edges of a transfer" };
    const charged = cpu(window);
    if (isMissing(charged)) return charged;
    const transferred = bytesOf(load);
    if (isMissing(transferred)) return transferred;
    totalNs += charged;
    // Counters and load begin and end within milliseconds of each other, but not at the same moment.
    bytes += (transferred * window.durationNs) / (load.endNs - load.startNs);
  }
  return bytes > 0 ? totalNs / bytes : { missing: "no byte was transferred" };
}

/** Host less its idle floor and less the generator, METHOD.md §4.3. The floor is 0 where the instance had no idle slot. */
function bulkSystemCpu(measurements: Measurements): CpuOfWindow {
  const generatorCpu = cpuOf(({ role }) => role === "generator");
  return (window) => {
    const busy = busyNs(window);
    const generator = generatorCpu(window);
    const floor = idleFloorOf(measurements, window.phase.instance);
    if (isMissing(busy)) return busy;
    if (isMissing(generator)) return generator;
    if (isMissing(floor)) return floor;
    return busy - floor * window.durationNs - generator;
  };
}

/** Busy nanoseconds per nanosecond in an instance's idle slots, without those of dropped rounds. */
function idleFloorOf({ windows, droppedRounds }: Measurements, instance: number): number | Missing {
  const all: Window[] = [...windows.values()].filter(
    ({ phase }) => phase.kind === "idle" && phase.instance === instance,
  );
  const idle = all.filter(({ phase }) => !droppedRounds.has(groupOf(phase)));
  if (idle.length < all.length && idle.length === 0)
    return { missing: "every idle slot of the instance is in a dropped round" };
  let busy = 0;
  let duration = 0;
  for (const window of idle) {
    const found = busyNs(window);
    if (isMissing(found)) return found;
    busy += found;
    duration += window.durationNs;
  }
  return duration > 0 ? busy / duration : 0;
}

function megabitsPerSecond(load: LoadRecord): number | Missing {
  const bytes = bytesOf(load);
  return isMissing(bytes) ? bytes : (bytes * 8) / 1e6 / secondsOf(load);
}

function bytesOf({ bytes }: LoadRecord): number | Missing {
  return bytes ?? { missing: "the receiver's account of a transfer never came" };
}
