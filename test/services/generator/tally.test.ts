import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { timeRecorder } from "../../../services/generator/histogram.ts";
import { createTally } from "../../../services/generator/tally.ts";

const window = { startNs: 0, fromNs: 1e9, endNs: 3e9 };

describe("createTally", () => {
  it("counts what ended inside the window, and what ended after it as backlog", () => {
    const tally = createTally(window, false);
    tally.land("ok", 0.9e9, 0.99e9); // while it settled
    tally.land("reset", 0.9e9, 0.99e9);
    tally.land("ok", 0.9e9, 1e9);
    tally.land("ok", 2.9e9, 3e9);
    tally.land("timeout", 1.5e9, 2.5e9);
    tally.land("timeout", 1.6e9, 2.6e9);
    tally.land("mismatch", 2e9, 2.1e9);
    tally.land("ok", 2.9e9, 3.1e9);
    tally.land("reset", 2.9e9, 3.1e9);
    const { latency, ...counts } = tally.read();
    assert.deepEqual(counts, { completed: 2, errors: { timeout: 2, mismatch: 1 }, backlog: 2 });
    assert.equal(latency!.count, 2);
  });

  it("of an open loop takes the latency of all that were due in the window and answered at all", () => {
    const tally = createTally(window, true);
    tally.land("ok", 0.9e9, 1.1e9); // due before: it completed inside, but is none of the offered
    tally.land("ok", 1.1e9, 1.2e9);
    tally.land("ok", 2.9e9, 3.4e9); // answered after the end: late, not lost
    tally.land("timeout", 2.9e9, 3.9e9);
    tally.abandon(3);
    const { latency, ...counts } = tally.read();
    assert.deepEqual(counts, { completed: 2, errors: {}, backlog: 5 });
    assert.equal(latency!.count, 2);
    assert.ok(Math.abs(latency!.maxNs / 0.5e9 - 1) < 1e-3);
  });

  it("has no latency where nothing was answered", () => {
    assert.equal(createTally(window, false).read().latency, null);
  });
});

describe("timeRecorder", () => {
  it("gives the exact percentiles of 1…100,000 µs within three significant figures", () => {
    const recorder = timeRecorder();
    for (let us = 1; us <= 100_000; us++) recorder.record(us * 1_000);
    const histogram = recorder.read()!;
    assert.equal(histogram.count, 100_000);
    for (const [percent, ns] of histogram.percentiles) {
      const exact = percent * 1e6; // nearest rank: p % of 100,000 numbers is the number p × 1,000
      assert.ok(Math.abs(ns / exact - 1) <= 1e-3, `p${percent}: ${ns}`);
    }
    for (const [got, exact] of [
      [histogram.minNs, 1_000],
      [histogram.meanNs, 50_000_500],
      [histogram.maxNs, 100e6],
    ] as const)
      assert.ok(Math.abs(got / exact - 1) <= 1e-3, `${got}`);
  });

  it("has the percentiles that the contract names, ascending", () => {
    const recorder = timeRecorder();
    recorder.record(0); // a clock that did not move between two readings
    const percents = recorder.read()!.percentiles.map(([percent]) => percent);
    assert.deepEqual(
      percents,
      percents.toSorted((one, other) => one - other),
    );
    for (const percent of [50, 90, 95, 99, 99.9, 100]) assert.ok(percents.includes(percent));
  });
});
