import assert from "node:assert/strict";
import { test } from "node:test";
import {
  expectedTrials,
  type JudgedTrial,
  judgeTrial,
  nextRate,
  searchResult,
  trialsAtMost,
} from "../../harness/analysis/trial.ts";
import type { LoadRecord } from "../../harness/model/load.ts";
import { trialRecord } from "../support/fixture-loads.ts";

const sloMs = 50;

/**
 * A server that takes `serviceMs` for each request, one at a time, asked at exact intervals: the k-th request starts when it
 * comes or when the one before it is done, whichever is later (Lindley's recursion).
 */
function serialServer(serviceMs: number, ratePerSecond: number, seconds: number): LoadRecord {
  const offered = Math.floor(ratePerSecond * seconds);
  const latenciesMs: number[] = [];
  let freeMs = 0;
  for (let request = 0; request < offered; request++) {
    const dueMs = (request * 1000) / ratePerSecond;
    freeMs = Math.max(freeMs, dueMs) + serviceMs;
    if (freeMs <= seconds * 1000) latenciesMs.push(freeMs - dueMs);
  }
  return trialRecord({ ratePerSecond, offered, latenciesMs });
}

function search(
  server: (ratePerSecond: number) => LoadRecord,
  spec: { widthRatio: number; finalTrials: number },
  closedLoopPerSecond: number,
) {
  const trials: JudgedTrial[] = [];
  for (;;) {
    const ratePerSecond = nextRate(closedLoopPerSecond, trials, spec);
    if (ratePerSecond === null) return { trials, ...searchResult(trials, spec.widthRatio) };
    trials.push({ ratePerSecond, passed: judgeTrial(server(ratePerSecond), sloMs).passed });
  }
}

/** METHOD.md §8, K7: [C(1 − w), C·(1 + (SLO − s)/(0.99·T))], whatever the first estimate was. */
for (const { seconds, widthRatio, finalTrials } of [
  { seconds: 5, widthRatio: 0.02, finalTrials: 1 },
  { seconds: 1.5, widthRatio: 0.05, finalTrials: 1 },
  { seconds: 10, widthRatio: 0.02, finalTrials: 3 },
]) {
  for (const estimate of [60, 130, 250, 400, 2000]) {
    test(`finds 250/s in trials of ${seconds} s, width ${widthRatio}, where the closed loop said ${estimate}/s`, () => {
      const serviceMs = 4;
      const { perSecond, failedPerSecond, trials } = search(
        (rate) => serialServer(serviceMs, rate, seconds),
        { widthRatio, finalTrials },
        estimate,
      );
      const upperEnd = 250 * (1 + (sloMs - serviceMs) / 1000 / (0.99 * seconds));
      assert.ok(perSecond! >= 250 * (1 - widthRatio) && perSecond! <= upperEnd, `${perSecond}/s`);
      assert.ok(failedPerSecond! / perSecond! <= 1 + widthRatio, `${failedPerSecond}/s`);
      assert.ok(trials.length <= trialsAtMost);
    });
  }
}

test("starts in the geometric middle of 0.25 and 1.2 times the closed loop's rate, then tries the end", () => {
  const spec = { widthRatio: 0.05, finalTrials: 1 };
  const middle = Math.sqrt(250 * 1200);
  assert.equal(nextRate(1000, [], spec), middle);
  assert.equal(nextRate(1000, [{ ratePerSecond: middle, passed: true }], spec), 1200);
  assert.equal(nextRate(1000, [{ ratePerSecond: middle, passed: false }], spec), 250);
});

test("needs as many trials as expected where the closed loop's rate is right", () => {
  const spec = { widthRatio: 0.05, finalTrials: 1 };
  const { trials } = search((rate) => serialServer(4, rate, 1.5), spec, 250);
  assert.equal(trials.length, expectedTrials(spec));
});

test("a final trial that fails lowers the rate by one width, and only passes after it count", () => {
  const spec = { widthRatio: 0.05, finalTrials: 2 };
  const bracket: JudgedTrial[] = [
    { ratePerSecond: 1000, passed: true },
    { ratePerSecond: 1040, passed: false },
  ];
  const pass = (ratePerSecond: number) => ({ ratePerSecond, passed: true });
  const trials = [...bracket, pass(1000), { ratePerSecond: 1000, passed: false }];
  assert.equal(nextRate(1000, trials, spec), 1000 / 1.05);
  assert.deepEqual(searchResult([...trials, pass(1000 / 1.05)], 0.05), {
    perSecond: 1000 / 1.05,
    failedPerSecond: 1000,
  });
  assert.equal(nextRate(1000, [...trials, pass(1000 / 1.05), pass(1000 / 1.05)], spec), null);
});

test("a scenario that never fails gives a lower bound after four raises", () => {
  const { trials, perSecond, failedPerSecond } = search(
    (rate) => trialRecord({ ratePerSecond: rate, offered: 500, latenciesMs: Array(500).fill(1) }),
    { widthRatio: 0.05, finalTrials: 1 },
    1000,
  );
  assert.equal(trials.length, 6);
  assert.equal(perSecond, 1200 * 1.5 ** 4);
  assert.equal(failedPerSecond, null);
});

test("a scenario that always fails has no rate, and the search ends", () => {
  const { trials, perSecond, failedPerSecond } = search(
    (rate) => trialRecord({ ratePerSecond: rate, offered: 500, latenciesMs: [] }),
    { widthRatio: 0.05, finalTrials: 1 },
    1000,
  );
  assert.equal(trials.length, trialsAtMost);
  assert.equal(perSecond, null);
  assert.equal(failedPerSecond, trials.at(-1)!.ratePerSecond);
});

const fast = (count: number) => Array<number>(count).fill(2);

for (const { name, trial, reason } of [
  { name: "one error in a thousand", trial: { latenciesMs: fast(999), errors: { reset: 1 } }, reason: null },
  {
    name: "two errors in a thousand",
    trial: { latenciesMs: fast(998), errors: { reset: 1, timeout: 1 } },
    reason: "2 of 1000 requests failed",
  },
  {
    name: "one per cent above the objective",
    trial: { latenciesMs: [...fast(990), ...Array<number>(10).fill(80)] },
    reason: null,
  },
  {
    name: "a little more than one per cent above the objective",
    trial: { latenciesMs: [...fast(989), ...Array<number>(11).fill(80)] },
    reason: "p99 80.0 ms",
  },
  { name: "ten under way at the end", trial: { latenciesMs: fast(990), backlog: 10 }, reason: null },
  {
    name: "eleven under way at the end",
    trial: { latenciesMs: fast(989), backlog: 11 },
    reason:
      "p99 without an answer, 989 of 1000 requests answered in time, 11 requests still waiting at the end",
  },
  {
    name: "unanswered and slow ones together more than one per cent",
    trial: { latenciesMs: [...fast(985), ...Array<number>(10).fill(80)], backlog: 5 },
    reason: "p99 80.0 ms",
  },
]) {
  test(`of 1000 requests, ${name}: ${reason === null ? "passes" : "fails"}`, () => {
    assert.deepEqual(judgeTrial(trialRecord({ ratePerSecond: 500, offered: 1000, ...trial }), sloMs), {
      passed: reason === null,
      reason,
    });
  });
}

test("one request under way does not fail a short trial", () => {
  const record = trialRecord({ ratePerSecond: 20, offered: 30, latenciesMs: fast(29) });
  assert.equal(judgeTrial(record, sloMs).passed, true);
});

test("a trial in which nothing was due has shown nothing", () => {
  const record = trialRecord({ ratePerSecond: 0.1, offered: 0, latenciesMs: [] });
  assert.equal(judgeTrial(record, sloMs).passed, false);
});
