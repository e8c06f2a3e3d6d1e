import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  countDispersion,
  criticalDistance,
  exponentialDistance,
} from "../../harness/calibrate/arrival-tests.ts";
import {
  exponentialCdf,
  highestPassingRate,
  queueCdf,
  queueMean,
  queueWaitCdf,
  replayQueue,
  stallCdf,
  stallMean,
  stallQuantile,
  sumCdf,
  sumQuantile,
  uniformCdf,
} from "../../harness/calibrate/closed-forms.ts";
import { simulateRuns } from "../../harness/calibrate/synthetic-instances.ts";

const near = (value: number, expected: number, by = 1e-9) =>
  assert.ok(Math.abs(value - expected) <= by, `${value} is not ${expected}`);
const queue = { arrivalsPerSecond: 100, serviceMs: 5 };
const stall = { stallMs: 1_000, everyMs: 10_000 };

describe("the closed forms", () => {
  it("give R's quantiles of the exponential: qexp(c(.5,.9,.99,.999), 1/5)", () => {
    near(sumQuantile(0.5, exponentialCdf(5), [0]), 3.465735903, 1e-6);
    near(sumQuantile(0.9, exponentialCdf(5), [0]), 11.512925465, 1e-6);
    near(sumQuantile(0.99, exponentialCdf(5), [0]), 23.02585093, 1e-6);
    near(sumQuantile(0.999, exponentialCdf(5), [0]), 34.538776395, 1e-6);
  });

  it("give R's quantiles of the uniform: qunif(c(.5,.9,.99), 0, 10)", () => {
    const cdf = uniformCdf({ from: 0, to: 10 });
    for (const [p, expected] of [
      [0.5, 5],
      [0.9, 9],
      [0.99, 9.9],
    ] as const)
      near(sumQuantile(p, cdf, [0]), expected, 1e-6);
    assert.deepEqual([cdf(-1), cdf(11)], [0, 1]);
  });

  it("give the percentiles of METHOD.md's stall of 1 s every 10 s", () => {
    assert.equal(stallQuantile(0.5, stall), 0);
    near(stallQuantile(0.95, stall), 500);
    near(stallQuantile(0.99, stall), 900);
    near(stallQuantile(0.999, stall), 990);
    assert.equal(stallMean(stall), 50);
    for (const p of [0.95, 0.99, 0.999]) near(stallCdf(stall)(stallQuantile(p, stall)), p);
    near(sumQuantile(0.95, stallCdf(stall), [2]), 502, 1e-6);
  });

  // R, uniroot (tol 1e-12) over Erlang's sum written there: 12.578724207, 21.681279785; F(0.5) = 0.5256355482, F(2) = 0.6107013791.
  // 4,000 runs of Lindley's recursion in R: mean 7.4995, p90 12.576, p99 21.704, P(wait ≤ 0.5 ms) 0.52584.
  it("give the M/D/1 queue that R computes and simulates", () => {
    assert.equal(queueMean(queue), 7.5);
    near(queueWaitCdf(0, queue), 0.5);
    near(queueWaitCdf(0.5, queue), 0.5256355482);
    near(queueWaitCdf(2, queue), 0.6107013791);
    near(sumQuantile(0.9, queueCdf(queue), [0]), 12.578724207, 1e-5);
    near(sumQuantile(0.99, queueCdf(queue), [0]), 21.681279785, 1e-5);
  });

  // Of exponential(1) + uniform{0, 3}: F(2) = ((1 − e⁻²) + 0)/2 by hand; the infinite half is never over.
  it("add a time that was measured to one that is known, as a mean of distributions", () => {
    near(sumCdf(2, exponentialCdf(1), [0, 3]), (1 - Math.exp(-2)) / 2);
    near(sumQuantile((1 - Math.exp(-2)) / 2, exponentialCdf(1), [0, 3]), 2, 1e-6);
    assert.equal(
      sumQuantile(0.6, exponentialCdf(1), [0, Number.POSITIVE_INFINITY]),
      Number.POSITIVE_INFINITY,
    );
  });

  it("replay a queue as a hand does: c(0,3,9,10,11,30) with 5 each", () => {
    assert.deepEqual(replayQueue([0, 3, 9, 10, 11, 30], 5), [5, 7, 6, 10, 14, 5]);
  });

  it("give METHOD.md's highest passing rate: 252.3/s for 4 ms, 50 ms and trials of 5 s", () => {
    near(highestPassingRate({ serviceMs: 4, sloMs: 50, trialMs: 5_000, settle: 0 }), 252.3, 0.05);
  });
});

describe("the tests of arrivals", () => {
  it("give R's distance: ks.test(x, 'pexp', rate = 0.3)", () => {
    near(
      exponentialDistance([0.3, 1.2, 2.5, 4.1, 0.7, 9.9, 3.3, 0.05, 6.2, 1.9], 0.3),
      0.113931185271,
      1e-11,
    );
  });

  it("give the printed critical values 1.36/√n for 5 % and 1.95/√n for 0.1 %", () => {
    near(criticalDistance(100, 0.05) * 10, 1.358, 5e-4);
    near(criticalDistance(100, 0.001) * 10, 1.9495, 5e-4);
  });

  it("give the dispersion that R gives: var / mean of the counts 4, 3, 3, 5, 1", () => {
    const times = [5, 15, 16, 99, 120, 130, 131, 250, 260, 299, 301, 350, 351, 352, 399, 450];
    near(countDispersion(times, 500, 100), 0.6875);
  });
});

describe("the synthetic runs", () => {
  const spec = {
    runs: 300,
    instances: 6,
    requests: 100,
    requestSigma: 0.25,
    instanceSd: 0.02,
    medianUs: 2_000,
  };

  it("call no difference of 10 % absent, and hardly ever see one that is not there", () => {
    const found = simulateRuns({ ...spec, ratio: 1.1, seed: "test" });
    assert.ok(found.detected > 0.9, `${found.detected}`);
    assert.ok(simulateRuns({ ...spec, ratio: 1, seed: "test" }).detected < 0.05);
  });

  it("are the same for the same seed, and others for another", () => {
    const [one, again, other] = ["a", "a", "b"].map((seed) => simulateRuns({ ...spec, ratio: 1.1, seed }));
    assert.deepEqual(one, again);
    assert.notDeepEqual(one, other);
  });
});
