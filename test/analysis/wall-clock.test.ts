import assert from "node:assert/strict";
import { test } from "node:test";
import { clockPhaseNs } from "../../harness/analysis/wall-clock.ts";
import type { Snapshot, Window } from "../../harness/analysis/windows.ts";
import type { HostCounters } from "../../harness/model/counters.ts";
import { storedRun } from "../support/fixture-run.ts";

const stored = storedRun();
const host = stored.counters.find((line): line is HostCounters => line.subject === "host")!;
const [phase] = stored.run.plan.phases;

/** Reads a wall clock that is `aheadUs` ahead, cut to whole milliseconds, as the middle of the one that was read. */
function reading(atNs: number, aheadUs: number): Snapshot {
  const wallClockUs = Math.floor((atNs / 1000 + aheadUs) / 1000) * 1000 + 500;
  const line = { ...host, atNs, wallClockUs, wallClockAtNs: atNs };
  return { atNs, spreadNs: 0, host: line, harness: null, containers: new Map() };
}

function windowOf(startUs: number, endUs: number, aheadUs: number): Window {
  const [start, end] = [reading(startUs * 1000, aheadUs), reading(endUs * 1000, aheadUs)];
  return { phase: phase!, start, end, durationNs: end.atNs - start.atNs };
}

const today = 1_795_000_000_000_000;

test("a hundred readings at any moment tell the wall clock's phase to a hundredth of a millisecond", () => {
  // Steps of 1,137 µs meet the clock's milliseconds at 1,000 different places.
  const windows = Array.from({ length: 100 }, (_, index) =>
    windowOf(index * 2_274, index * 2_274 + 1_137, today + 813),
  );
  const found = clockPhaseNs(windows, windows[0]);
  assert.ok(Math.abs(found - 813_000) <= 10_000, `${found} ns`);
  assert.ok(Math.abs(clockPhaseNs([windows[0]!], windows[0]) - 813_000) > 100_000);
});

test("a clock that was set before the phase is read in the phase alone", () => {
  const own = windowOf(50_187, 90_186, today + 250_813);
  const before = windowOf(1_000, 20_000, today + 300);
  assert.equal(clockPhaseNs([before, own], own), clockPhaseNs([own], own));
  assert.ok(Math.abs(clockPhaseNs([before, own], own) - 813_000) <= 1_000);
});

test("a clock that was set within the phase is read at its end", () => {
  const own = { ...windowOf(0, 90_186, today + 250_813), start: reading(0, today) };
  // The last reading was 999 µs into a millisecond, and counts as 500.
  assert.equal(Math.round(clockPhaseNs([own], own)), 314_000);
});

test("without a reading milliseconds begin where the run's do", () => {
  assert.equal(clockPhaseNs([], undefined), 0);
});
