import assert from "node:assert/strict";
import { test } from "node:test";
import { estimateMean, minimumDetectableEffect, tInterval } from "../../harness/stats/t-interval.ts";

/** METHOD.md §2.4; it rounds 1.425 and 0.995 up. */
const printedEffects: readonly [n: number, single: number, ofFour: number][] = [
  [6, 1.43, 1.93],
  [8, 1.15, 1.5],
  [10, 1.0, 1.26],
  [12, 0.89, 1.11],
  [20, 0.66, 0.81],
];

for (const [n, single, ofFour] of printedEffects) {
  test(`the minimum detectable effect of ${n} values is the method's`, () => {
    const standardError = 1 / Math.sqrt(n);
    assert.ok(Math.abs(minimumDetectableEffect(standardError, n - 1) - single) < 0.0065);
    assert.ok(Math.abs(minimumDetectableEffect(standardError, n - 1, 4) - ofFour) < 0.006);
  });
}

test("the t-interval of 1…6 is 3.5 ± 2.571 · sqrt(3.5 / 6)", () => {
  const { low, high } = tInterval(estimateMean([1, 2, 3, 4, 5, 6])!);
  const halfWidth = 2.571 * Math.sqrt(3.5 / 6);
  assert.ok(Math.abs(low - (3.5 - halfWidth)) < 1e-3);
  assert.ok(Math.abs(high - (3.5 + halfWidth)) < 1e-3);
});

test("extra variance adds to the squared standard error", () => {
  const estimate = estimateMean([1, 2, 3, 4, 5, 6], 0.25)!;
  assert.ok(Math.abs(estimate.standardError ** 2 - (3.5 / 6 + 0.25)) < 1e-12);
});

test("one value has no interval", () => {
  assert.equal(estimateMean([1]), null);
});

test("values that do not vary are certain: p is 0 unless they are 0", () => {
  assert.equal(estimateMean([2, 2, 2])!.p, 0);
  assert.equal(estimateMean([0, 0, 0])!.p, 1);
});
