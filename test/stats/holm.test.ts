import assert from "node:assert/strict";
import { test } from "node:test";
import { adjustHolm } from "../../harness/stats/holm.ts";

/** R 4.2: p.adjust(c(…), "holm"). */
const adjustedByR: readonly [given: number[], adjusted: number[]][] = [
  [
    [0.01, 0.02, 0.03, 0.04, 0.05],
    [0.05, 0.08, 0.09, 0.09, 0.09],
  ],
  [
    [0.0213, 0.0004, 0.6, 0.013, 0.0213, 0.9, 0.0031],
    [0.0852, 0.0028, 1, 0.065, 0.0852, 1, 0.0186],
  ],
];

for (const [given, adjusted] of adjustedByR) {
  test(`Holm's correction of ${given.length} comparisons is R's, in the order given`, () => {
    const found = adjustHolm(given).map((p) => Number(p.toFixed(10)));
    assert.deepEqual(found, adjusted);
  });
}

test("a family of one is not adjusted, and an empty one has nothing", () => {
  assert.deepEqual([adjustHolm([0.04]), adjustHolm([])], [[0.04], []]);
});
