import { busyNs } from "./cpu.ts";
import { foreignPercent } from "./foreign-cpu.ts";
import { type GroupRule, greatest, greatestOf } from "./gate-rule.ts";
import type { Window } from "./windows.ts";

/**
 * Gates E1 to E10 of METHOD.md §9.3, as far as they judge a duet or a round; identity (E5), captures (E7) and frequency
 * (E9) belong to the whole run. A limit without a warning of its own stands at both places.
 */
export const hostRules: readonly GroupRule[] = [
  {
    ...{ id: "E1", title: "CPU time stolen by the hypervisor", unit: "%", bad: "above" },
    ...{ warnLimit: 1, invalidLimit: 3 },
    read: ({ windows }) => stolenPercent(windows),
  },
  {
    ...{ id: "E2", title: "CPU used by others in the idle slot, of one CPU", unit: "%", bad: "above" },
    ...{ warnLimit: 5, invalidLimit: 15, optional: true },
    read: ({ windows }) => greatestOf(windows.filter(isIdle), foreignPercent),
  },
  {
    ...{ id: "E3", title: "step of the wall clock, at least", unit: "ms", bad: "above" },
    ...{ warnLimit: 1, invalidLimit: 5, optional: true },
    read: ({ windows }) => greatestOf(windows, clockStepMs),
  },
  {
    ...{ id: "E4", title: "waiting for a CPU in the idle slot", unit: "%", bad: "above" },
    ...{ warnLimit: 2, invalidLimit: 10, optional: true },
    read: ({ windows }) => greatestOf(windows.filter(isIdle), pressurePercent),
  },
  {
    ...{ id: "E6", title: "reading all counters took", unit: "ms", bad: "above" },
    ...{ warnLimit: 2, invalidLimit: null },
    read: ({ windows }) => greatestOf(windows, (window) => spreadNs(window) / 1e6),
  },
  {
    ...{ id: "E6-share", title: "reading all counters took, of the phase", unit: "%", bad: "above" },
    ...{ warnLimit: 2, invalidLimit: 2 },
    read: ({ windows }) => greatestOf(windows, (window) => (spreadNs(window) / window.durationNs) * 100),
  },
  {
    ...{ id: "E8", title: "pages swapped in", unit: "", bad: "above" },
    ...{ warnLimit: 0, invalidLimit: null, optional: true },
    read: ({ windows }) => greatestOf(windows, swappedInPages),
  },
  {
    ...{ id: "E8-oom", title: "processes killed for want of memory", unit: "", bad: "above" },
    ...{ warnLimit: 0, invalidLimit: 0, optional: true },
    read: ({ windows }) => greatestOf(windows, oomKills),
  },
  {
    ...{ id: "E10", title: "connection tracking table full to", unit: "%", bad: "above" },
    ...{ warnLimit: 70, invalidLimit: 95, optional: true },
    read: ({ windows }) => greatestOf(windows, conntrackPercent),
  },
];

/** The wall clock is read in whole milliseconds. */
const readingMs = 1;

function isIdle({ phase }: Window): boolean {
  return phase.kind === "idle";
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

/**
 * The least step of the wall clock that two readings show; a slew moves both clocks alike. METHOD.md §3. Each reading is half
 * a millisecond more or less, so a difference of 1 ms is none.
 */
function clockStepMs({ start, end }: Window): number | null {
  const [before, after] = [start.host, end.host];
  if (before?.wallClockUs === undefined || before.wallClockAtNs === undefined) return null;
  if (after?.wallClockUs === undefined || after.wallClockAtNs === undefined) return null;
  const wallUs = after.wallClockUs - before.wallClockUs;
  const apartMs = Math.abs(wallUs - (after.wallClockAtNs - before.wallClockAtNs) / 1000) / 1000;
  return Math.max(0, apartMs - readingMs);
}

function pressurePercent({ start, end, durationNs }: Window): number | null {
  const waited = rise(start.host?.cpuPressureNs, end.host?.cpuPressureNs);
  return waited === null ? null : (waited / durationNs) * 100;
}

function spreadNs({ start, end }: Window): number {
  return Math.max(start.spreadNs, end.spreadNs);
}

function swappedInPages({ start, end }: Window): number | null {
  return rise(start.host?.swapInPages, end.host?.swapInPages);
}

/** Sum over the containers whose kernel tells. */
function oomKills({ start, end }: Window): number | null {
  const rises = [...end.containers.values()].flatMap(
    ({ container, oomKills: after }) => rise(start.containers.get(container)?.oomKills, after) ?? [],
  );
  return rises.length > 0 ? rises.reduce((sum, count) => sum + count, 0) : null;
}

function conntrackPercent({ start, end }: Window): number | null {
  const fills = [start, end].flatMap(({ host }) => {
    return host?.conntrack ? (host.conntrack.count / host.conntrack.max) * 100 : [];
  });
  return greatest(fills);
}

/** Absent in runs of the first schema version, null where the kernel does not tell. */
function rise(before: number | null | undefined, after: number | null | undefined): number | null {
  return typeof before === "number" && typeof after === "number" ? after - before : null;
}
