import assert from "node:assert/strict";
import { test } from "node:test";
import { randomFromSeed } from "../../harness/model/random.ts";
import {
  compareBlocks,
  compareDifferences,
  compareInstances,
  type Pair,
} from "../../harness/stats/compare.ts";
import { decideVerdict } from "../../harness/stats/verdict.ts";
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
  near(effect.shiftInterval.high, 900 * Math.exp(2.093 * 0.03) - 600, 0.01);
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

test("several instances are not widened, and the shift is the ratio's on the reference's level", () => {
  const instances = [1.02, 1.04, 1.06, 1.08, 1.1, 1.12].map((ratio) => ({
    scenario: 500 * ratio,
    reference: 500,
  }));
  const effect = compareInstances(instances)!;
  const product = 1.02 * 1.04 * 1.06 * 1.08 * 1.1 * 1.12;
  near(effect.shift, 500 * (product ** (1 / 6) - 1));
  // 2.571 is t of 97.5 % on 5 degrees; the logarithms' deviation is that of 1.02 … 1.12 to the first order
  near(effect.shiftInterval.high / effect.shift, 1 + (2.571 * Math.sqrt(350 / 6)) / 35, 0.03);
});

test("one instance that is wild does not take the interval of the shift across 0 when the ratio's is above 1", () => {
  const [scenario, reference] = [
    [700, 720, 690, 800, 760, 1500],
    [610, 600, 560, 640, 620, 700],
  ] as const;
  const effect = compareInstances(
    scenario.map((value, at) => ({ scenario: value, reference: reference[at]! })),
  )!;
  // Python: statistics gives t = 2.98352 of the log ratios, p by integrating the density; t on the differences begins at -48.9
  near(effect.p, 0.0307, 1e-4);
  near(effect.shiftInterval.low / effect.reference, effect.ratioInterval.low - 1);
  assert.ok(effect.shiftInterval.low > 0, `${effect.shiftInterval.low}`);
  assert.equal(decideVerdict(effect, { statistic: "p50", level: "instance" }), "slower");
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

test("the interval of costs' ratio with the reference's own error is R's of a ratio of means", () => {
  // R: u <- c(138,93,61,179,48,37,29,23,30,2); x <- c(143,104,69,260,75,63,50,48,111,50)   (Cochran's ten cities)
  // rho <- mean(x)/mean(u); se <- rho*sqrt((var(x)/mean(x)^2 + var(u)/mean(u)^2 - 2*cov(x,u)/(mean(x)*mean(u)))/10)
  // rho + c(-1, 1)*qt(.975, 9)*se
  const u = [138, 93, 61, 179, 48, 37, 29, 23, 30, 2];
  const x = [143, 104, 69, 260, 75, 63, 50, 48, 111, 50];
  const cities = u.map((reference, index) => ({ reference, scenario: x[index]! }));
  const effect = compareDifferences(cities, 0)!;
  near(effect.ratio, 1.5203125);
  near(effect.relationInterval!.low, 1.0905176297);
  near(effect.relationInterval!.high, 1.9501073703);
});

test("it is the t-interval alone where the reference does not vary, and a point where the ratio does not", () => {
  const known = compareDifferences(
    [1.8, 2.1, 2.4].map((scenario) => ({ scenario, reference: 0.7 })),
    0,
  )!;
  near(known.relationInterval!.low, known.ratioInterval.low);
  near(known.relationInterval!.high, known.ratioInterval.high);
  const { relationInterval } = compareDifferences(
    [0.3, 0.4, 0.6].map((reference) => ({ scenario: 2 * reference, reference })),
    0,
  )!;
  near(relationInterval!.low, 2);
  near(relationInterval!.high, 2);
});

test("of one instance it has the deviation between instances as a share of the ratio: ± 2.093 · 3 % of 1.5", () => {
  const { relationInterval } = compareDifferences(constantPairs(20, 0.9, 0.6), 0.03)!;
  near(relationInterval!.high, 1.5 + 2.093 * 0.03 * 1.5, 1e-5);
});

test("it covers the true ratio in 93-97 of 100 cases, where instances share most of what disturbs them", () => {
  const random = randomFromSeed("relation");
  const covers = Array.from({ length: 2000 }, () => {
    const pairs = Array.from({ length: 6 }, () => {
      const shared = 0.09 * normal(random);
      const cost = (typical: number) => typical + shared + 0.05 * normal(random);
      return { scenario: cost(0.68), reference: cost(0.34) };
    });
    const { low, high } = compareDifferences(pairs, 0)!.relationInterval!;
    return low <= 2 && high >= 2;
  }).filter(Boolean).length;
  assert.ok(covers >= 1860 && covers <= 1940, `covered ${covers} of 2000`);
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
