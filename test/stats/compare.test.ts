import assert from "node:assert/strict";
import { test } from "node:test";
import { randomFromSeed } from "../../harness/model/random.ts";
import {
  compareBlocks,
  compareDifferences,
  compareInstances,
  type Pair,
} from "../../harness/stats/compare.ts";
import { normal } from "../support/normal.ts";

function near(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);
}

function constantPairs(count: number, scenario: number, reference: number): Pair[] {
  return Array.from({ length: count }, () => ({ scenario, reference }));
}

test("blocks that do not vary leave only the deviation between instances: ± 2.093 · 3 %", () => {
  const effect = compareBlocks(constantPairs(20, 900, 600))!;
  near(effect.ratio, 1.5);
  near(Math.log(effect.ratioInterval.high / effect.ratio), 2.093 * 0.03, 1e-5);
  near(Math.log(effect.ratioInterval90.high / effect.ratio), 1.729 * 0.03, 1e-5);
  near(effect.shift, 300);
  near(effect.shiftInterval.high - effect.shift, 2.093 * 0.03 * 900, 0.01);
});

test("the squared standard error is s²/n of the log ratios plus the squared instance deviation", () => {
  const blocks = Array.from({ length: 20 }, (_, index) => ({
    scenario: index % 2 === 0 ? 95 : 105,
    reference: 100,
  }));
  const spread = Math.log(1.05 / 0.95) / 2;
  const standardError = Math.sqrt((spread ** 2 * (20 / 19)) / 20 + 0.01 ** 2);
  const effect = compareBlocks(blocks, 0.01)!;
  near(Math.log(effect.ratioInterval.high / effect.ratio), 2.093024 * standardError, 1e-6);
  // t[0.8, 19] = 0.861 of the printed tables.
  near(Math.log(effect.mdeRatio(1)), (2.093 + 0.861) * standardError, 1e-5);
});

test("several instances are not widened", () => {
  const instances = [1.02, 1.04, 1.06, 1.08, 1.1, 1.12].map((ratio) => ({
    scenario: 500 * ratio,
    reference: 500,
  }));
  const effect = compareInstances(instances)!;
  const differences = [10, 20, 30, 40, 50, 60];
  const mean = differences.reduce((sum, value) => sum + value, 0) / 6;
  near(effect.shift, mean);
  near(effect.shiftInterval.high - mean, 2.571 * Math.sqrt(350 / 6), 0.01);
});

test("a pair without a finite positive value, or a single pair, gives no comparison", () => {
  assert.equal(
    compareBlocks([...constantPairs(3, 1, 1), { scenario: Number.POSITIVE_INFINITY, reference: 1 }]),
    null,
  );
  assert.equal(compareBlocks([...constantPairs(3, 1, 1), { scenario: 0, reference: 1 }]), null);
  assert.equal(compareBlocks(constantPairs(1, 1, 1)), null);
});

test("differences of costs may be negative and are relative to the reference's mean", () => {
  const effect = compareDifferences(
    [
      { scenario: -1, reference: 3 },
      { scenario: 2, reference: 5 },
    ],
    0,
  )!;
  near(effect.shift, -3.5);
  near(effect.ratio, 1 - 3.5 / 4);
  near(effect.shiftInterval.high, -3.5 + 12.706 * 0.5, 0.001);
  assert.equal(compareDifferences(constantPairs(3, 1, 0), 0), null);
});

test("over six instances the interval covers a shift of 10 % in 93-97 of 100 cases and finds it in 95", () => {
  const random = randomFromSeed("known-answer test K27");
  const trials = 2000;
  let covered = 0;
  let found = 0;
  for (let trial = 0; trial < trials; trial++) {
    const instances = Array.from({ length: 6 }, () => ({
      scenario: 550 * Math.exp(0.02 * normal(random)),
      reference: 500,
    }));
    const { ratioInterval, p } = compareInstances(instances)!;
    if (ratioInterval.low <= 1.1 && ratioInterval.high >= 1.1) covered++;
    if (p < 0.05) found++;
  }
  assert.ok(covered / trials >= 0.93 && covered / trials <= 0.97, `covered ${covered} of ${trials}`);
  assert.ok(found / trials >= 0.95, `found ${found} of ${trials}`);
});
