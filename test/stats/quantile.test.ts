import assert from "node:assert/strict";
import { test } from "node:test";
import { randomFromSeed, uniform } from "../../harness/model/random.ts";
import {
  minimumSampleSize,
  quantile,
  quantileEstimate,
  quantileRanks,
  sortSamples,
} from "../../harness/stats/quantile.ts";

/** METHOD.md §2.3. */
const leastSizes: readonly [p: number, n: number][] = [
  [0.5, 6],
  [0.9, 36],
  [0.95, 72],
  [0.99, 368],
  [0.999, 3688],
  [0.9999, 36887],
];

/** METHOD.md §2.3. */
const printedRanks: readonly [n: number, p: number, low: number, high: number][] = [
  [450, 0.5, 204, 247],
  [450, 0.99, 441, 450],
  [1080, 0.99, 1062, 1076],
  [9600, 0.999, 9584, 9597],
];

const hundredThousand = sortSamples(Array.from({ length: 100_000 }, (_, index) => 100_000 - index));

for (const [p, n] of leastSizes) {
  test(`p${p * 100} has an interval from ${n} samples on`, () => {
    assert.equal(minimumSampleSize(p), n);
    assert.equal(quantileRanks(n - 1, p), null);
    assert.notEqual(quantileRanks(n, p), null);
  });
}

for (const [n, p, low, high] of printedRanks) {
  test(`the interval of p${p * 100} over ${n} samples has the ranks ${low} and ${high}`, () => {
    assert.deepEqual(quantileRanks(n, p), { low, high });
  });
}

test("quantiles of 1…100,000 are exact", () => {
  const found = [0.5, 0.9, 0.95, 0.99, 0.999, 1].map((p) => quantile(hundredThousand, p));
  assert.deepEqual(found, [50_000, 90_000, 95_000, 99_000, 99_900, 100_000]);
});

test("a rank that floating point pushes over a whole number stays where it is", () => {
  assert.equal(quantile(sortSamples(Array.from({ length: 100 }, (_, index) => index + 1)), 0.07), 7);
});

test("a sample that is too small says how many it needs", () => {
  assert.deepEqual(quantileEstimate(sortSamples(new Float64Array(450)), 0.999), { n: 450, needed: 3688 });
});

test("requests without an answer sort last and make upper bounds infinite first", () => {
  const values = Array.from({ length: 1000 }, (_, index) => (index < 980 ? index : Number.POSITIVE_INFINITY));
  const sorted = sortSamples(values);
  const p99 = quantileEstimate(sorted, 0.99);
  assert.deepEqual(p99, {
    value: Number.POSITIVE_INFINITY,
    low: Number.POSITIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  });
  assert.equal(quantile(sorted, 0.98), 979);
});

test("the interval covers the true median as often as it claims", () => {
  const random = randomFromSeed("coverage of the median");
  let covered = 0;
  for (let trial = 0; trial < 2000; trial++) {
    const estimate = quantileEstimate(sortSamples(Array.from({ length: 101 }, () => uniform(random))), 0.5);
    if ("value" in estimate && estimate.low <= 0.5 && estimate.high >= 0.5) covered++;
  }
  // Exact coverage of ranks 41…61 of 101 is 95.4 %; ± 4 standard deviations of 2000 trials.
  assert.ok(covered / 2000 > 0.935 && covered / 2000 < 0.973, `covered ${covered} of 2000`);
});
