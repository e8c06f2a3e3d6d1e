import { quantile, sortSamples } from "../stats/quantile.ts";
import { cpuOf } from "./cpu.ts";
import { type GroupRule, greatest, greatestOf } from "./gate-rule.ts";
import type { MeasuredGroup } from "./groups.ts";
import { isMissing } from "./reasons.ts";
import type { Window } from "./windows.ts";

/** Release from here on is too late, whatever the quantile says. */
const lateUs = 5_000;
/**
 * The share of late sends is judged from so many requests on: of the 240 of a single slot, 0.5 % would be one request,
 * and one late request says nothing that the maximum does not.
 */
const leastForShare = 1_000;

/** Gates G1 to G5 of METHOD.md §9.3. A limit without a warning of its own stands at both places. */
export const generatorRules: readonly GroupRule[] = [
  {
    ...{ id: "G1", title: "dispatch lag, p99", unit: "ms", bad: "above", warnLimit: 1, invalidLimit: 5 },
    read: (group) => readLag(group, (lagUs) => quantile(sortSamples(lagUs), 0.99) / 1000),
  },
  {
    ...{ id: "G1-max", title: "dispatch lag, most", unit: "ms", bad: "above" },
    ...{ warnLimit: 50, invalidLimit: 50 },
    read: (group) => readLag(group, (lagUs) => lagUs.reduce((a, b) => Math.max(a, b)) / 1000),
  },
  {
    ...{ id: "G1-share", title: "sends later than 5 ms", unit: "%", bad: "above" },
    ...{ warnLimit: 0.5, invalidLimit: 0.5, optional: true },
    read: (group) => readLag(group, lateShare),
  },
  {
    ...{ id: "G2", title: "event loop of the generator held up, most", unit: "ms", bad: "above" },
    ...{ warnLimit: 10, invalidLimit: 50, optional: true },
    read: ({ loop }) => greatest(loop.map(({ loopDelayMaxNs }) => loopDelayMaxNs / 1e6)),
  },
  {
    ...{ id: "G2-gc", title: "pause of the generator's garbage collector, most", unit: "ms", bad: "above" },
    ...{ warnLimit: 10, invalidLimit: 50, optional: true },
    read: ({ loop }) => greatest(loop.map(({ gcMaxNs }) => gcMaxNs / 1e6)),
  },
  {
    ...{ id: "G3", title: "event-loop utilisation of the generator", unit: "", bad: "above" },
    ...{ warnLimit: 0.6, invalidLimit: 0.85 },
    read: ({ facts }) => greatest(facts.map(({ eventLoopUtilization }) => eventLoopUtilization)),
  },
  {
    // cgroup v1 gives no such counter.
    ...{ id: "G4", title: "time that a container was throttled", unit: "ms", bad: "above" },
    ...{ warnLimit: 0, invalidLimit: 0, optional: true },
    read: ({ windows }) => greatest(windows.flatMap(throttledMs)),
  },
  {
    // One thread does its work, so one CPU is all that it can have.
    ...{ id: "G4-cpu", title: "CPU of the generator, of one CPU", unit: "%", bad: "above" },
    ...{ warnLimit: 60, invalidLimit: 85, optional: true },
    read: ({ windows }) => greatestOf(windows, generatorPercent),
  },
  {
    ...{ id: "G5", title: "achieved of intended sends", unit: "%", bad: "below" },
    ...{ warnLimit: 100, invalidLimit: 99.9 },
    read: ({ punctuality }) => punctuality && (punctuality.inTime / punctuality.offered) * 100,
  },
];

function readLag(
  { punctuality }: MeasuredGroup,
  read: (lagUs: Float64Array) => number | null,
): number | null {
  return punctuality && punctuality.dispatchLagUs.length > 0 ? read(punctuality.dispatchLagUs) : null;
}

function lateShare(lagUs: Float64Array): number | null {
  if (lagUs.length < leastForShare) return null;
  return (lagUs.filter((lag) => lag > lateUs).length / lagUs.length) * 100;
}

/** By container; those whose kernel does not tell are left out. */
function throttledMs({ start, end }: Window): number[] {
  return [...end.containers.values()].flatMap(({ container, throttledNs }) => {
    const before = start.containers.get(container)?.throttledNs ?? null;
    return throttledNs === null || before === null ? [] : [(throttledNs - before) / 1e6];
  });
}

function generatorPercent(window: Window): number | null {
  const usedNs = cpuOf(({ role }) => role === "generator")(window);
  return isMissing(usedNs) ? null : (usedNs / window.durationNs) * 100;
}
