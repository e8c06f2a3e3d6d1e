import type { HostCounters } from "../model/counters.ts";
import type { Interval } from "../stats/t-interval.ts";
import type { Window } from "./windows.ts";

/** The wall clock is read in whole milliseconds, and stored as the middle of the one that was read. */
const halfReadingUs = 500;

/**
 * Wall clock less the run's clock modulo a millisecond, in nanoseconds: where whole milliseconds begin. One reading tells it to
 * half a millisecond; the offset lies in the intervals of all of them, which together are far narrower. Where they have
 * nothing in common the clock was set during the run: then the study phase's own readings count, then its last.
 * Only the phase within a millisecond matters for a difference of whole milliseconds. Where no snapshot has the wall clock it
 * is taken as 0: over messages at random phases two floors are right on average whatever it is (METHOD.md §0), and for a
 * timer's fixed phase the study's own was just as accidental.
 */
export function clockPhaseNs(all: readonly Window[], own: Window | undefined): number {
  const ofPhase = own ? [own] : [];
  const last = ofPhase.flatMap(({ end }) => offsetOf(end.host));
  for (const offsets of [offsetsOf(all), offsetsOf(ofPhase), last]) {
    const common = intersect(offsets);
    if (common !== null) return (((common.low + common.high) / 2) % 1000) * 1000;
  }
  return 0;
}

function offsetsOf(windows: readonly Window[]): Interval[] {
  return windows.flatMap(({ start, end }) => [...offsetOf(start.host), ...offsetOf(end.host)]);
}

/** Wall clock less the run's clock, µs: in nanoseconds it would not fit into a number. */
function offsetOf(host: HostCounters | null): Interval[] {
  const { wallClockUs, wallClockAtNs } = host ?? {};
  if (wallClockUs === undefined || wallClockAtNs === undefined) return [];
  const middle = wallClockUs - wallClockAtNs / 1000;
  return [{ low: middle - halfReadingUs, high: middle + halfReadingUs }];
}

function intersect(intervals: readonly Interval[]): Interval | null {
  if (intervals.length === 0) return null;
  const low = intervals.reduce((most, each) => Math.max(most, each.low), Number.NEGATIVE_INFINITY);
  const high = intervals.reduce((least, each) => Math.min(least, each.high), Number.POSITIVE_INFINITY);
  return low <= high ? { low, high } : null;
}
