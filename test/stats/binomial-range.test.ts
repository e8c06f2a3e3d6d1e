import assert from "node:assert/strict";
import { test } from "node:test";
import { binomialRange } from "../../harness/stats/binomial-range.ts";

test("a binomial range is METHOD.md's 69 to 134 for 2 % of 5,000", () => {
  assert.deepEqual(binomialRange(5_000, 0.02, 0.999), { low: 69, high: 134 });
});

test("a binomial range is R's qbinom at both tails", () => {
  assert.deepEqual(binomialRange(1_000, 0.02, 0.999), { low: 7, high: 36 });
  assert.deepEqual(binomialRange(50, 0.1, 0.99), { low: 0, high: 11 });
  assert.deepEqual(binomialRange(20, 0.5, 0.999), { low: 3, high: 17 });
});
