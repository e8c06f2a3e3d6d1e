import type { Gate } from "../model/summary.ts";
import { quantile, sortSamples } from "../stats/quantile.ts";
import { busyNs } from "./cpu.ts";
import type { MeasuredGroup } from "./groups.ts";
import type { Window } from "./windows.ts";

/** What every gate of METHOD.md §9.3 needs, before it is applied. */
export type GateRule = Pick<Gate, "id" | "title" | "unit" | "bad" | "warnLimit" | "invalidLimit">;

/** A gate that judges each duet and each round of slots. */
export interface GroupRule extends GateRule {
  /** The worst that the group shows, in the gate's unit; null when the stored data cannot tell. */
  read: (group: MeasuredGroup) => number | null;
  /** Left out, rather than unknown, in a run without any value. */
  optional?: boolean;
}

/** Release from here on is too late, whatever the quantile says. */
const lateUs = 5_000;
/**
 * The share of late sends is judged from so many requests on: of the 240 of a single slot, 0.5 % would be one request,
 * and one late request says nothing that the maximum does not.
 */
const leastForShare = 1_000;

/**
 * METHOD.md §9.3, as far as the stored data goes: G2 has no data, G4 no allotment that the generator's CPU could be a
 * share of. They read generator, host and containers' limits, never the answers. A limit without a warning of its own
 * stands at both places.
 */
export const groupRules: readonly GroupRule[] = [
  {
    ...{ id: "G1", title: "dispatch lag, p99", unit: "ms", bad: "above", warnLimit: 1, invalidLimit: 5 },
    read: (group) => readLag(group, (lagUs) => quantile(sortSamples(lagUs), 0.99) / 1000),
  },
  {
    ...{
      id: "G1-max",
      title: "dispatch lag, most",
      unit: "ms",
      bad: "above",
      warnLimit: 50,
      invalidLimit: 50,
    },
    read: (group) => readLag(group, (lagUs) => lagUs.reduce((a, b) => Math.max(a, b)) / 1000),
  },
  {
    ...{ id: "G1-share", title: "sends later than 5 ms", unit: "%", bad: "above" },
    ...{ warnLimit: 0.5, invalidLimit: 0.5, optional: true },
    read: (group) => readLag(group, lateShare),
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
    ...{ id: "G5", title: "achieved of intended sends", unit: "%", bad: "below" },
    ...{ warnLimit: 100, invalidLimit: 99.9 },
    read: ({ punctuality }) => punctuality && (punctuality.inTime / punctuality.offered) * 100,
  },
  {
    ...{ id: "E1", title: "CPU time stolen by the hypervisor", unit: "%", bad: "above" },
    ...{ warnLimit: 1, invalidLimit: 3 },
    read: ({ windows }) => stolenPercent(windows),
  },
  {
    ...{ id: "E6", title: "reading all counters took", unit: "ms", bad: "above" },
    ...{ warnLimit: 2, invalidLimit: null },
    read: ({ windows }) => greatest(windows.map((window) => spreadNs(window) / 1e6)),
  },
  {
    ...{ id: "E6-share", title: "reading all counters took, of the phase", unit: "%", bad: "above" },
    ...{ warnLimit: 2, invalidLimit: 2 },
    read: ({ windows }) => greatest(windows.map((window) => (spreadNs(window) / window.durationNs) * 100)),
  },
];

function readLag(
  { punctuality }: MeasuredGroup,
  read: (lagUs: readonly number[]) => number | null,
): number | null {
  return punctuality && punctuality.dispatchLagUs.length > 0 ? read(punctuality.dispatchLagUs) : null;
}

function lateShare(lagUs: readonly number[]): number | null {
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

function stolenPercent(windows: readonly Window[]): number | null {
  let stolen = 0;
  let capacity = 0;
  for (const window of windows) {
    if (typeof busyNs(window) !== "number") continue;
    stolen += window.end.host!.stealNs - window.start.host!.stealNs;
    capacity += window.end.host!.cpuCount * window.durationNs;
  }
  return capacity > 0 ? (stolen / capacity) * 100 : null;
}

function spreadNs({ start, end }: Window): number {
  return Math.max(start.spreadNs, end.spreadNs);
}

function greatest(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((a, b) => Math.max(a, b)) : null;
}
