import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type RandomSource, randomFromSeed } from "../../../harness/model/random.ts";
import type { CostComparison } from "../../../harness/model/summary.ts";
import { costEffect } from "../../../harness/reports/compare/cost-effect.ts";
import { compareDifferences, type Pair } from "../../../harness/stats/compare.ts";
import { normal } from "../../support/normal.ts";

const judgement = {
  ...{ marginRatio: 0.05, mdeRatio: 1.1, p: 0.5, pHolm: null },
  ...({ level: "instance", verdict: "inconclusive" } as const),
};

/** Six instances: CPU-ms more than baseline with this standard error, and baseline's own. */
function cost(shiftMs: number, standardError: number, baseline: number): CostComparison {
  const half = 2.570582 * standardError; // t of 95 %, 5 degrees of freedom
  const [shiftLowMs, shiftHighMs] = [shiftMs - half, shiftMs + half];
  const [ratio, low, high] = [shiftMs, shiftLowMs, shiftHighMs].map((shift) => 1 + shift / baseline);
  return { ratio: ratio!, low: low!, high: high!, shiftMs, shiftLowMs, shiftHighMs, n: 6, ...judgement };
}

describe("a cost in two runs", () => {
  it("did not change for certain where only baseline came out cheaper, as it may by chance", () => {
    const { p, shift, shiftInterval } = costEffect(cost(1, 0.02, 0.4), cost(1, 0.02, 0.34))!;
    assert.equal(shift, 0);
    assert.ok(p > 0.05 && shiftInterval.high > 0.1, `${p}`);
  });

  it("did not change for certain where the whole machine was slower", () => {
    const { p, shift } = costEffect(cost(1, 0.02, 0.4), cost(1.2, 0.02, 0.48))!;
    assert.ok(Math.abs(shift) < 1e-9);
    assert.ok(p > 0.05);
  });

  it("changed where it did as measured and at the first run's level", () => {
    const { p, shift } = costEffect(cost(1, 0.02, 0.4), cost(1.5, 0.02, 0.42))!;
    assert.ok(p < 0.001);
    assert.ok(Math.abs(shift - (1.5 * (0.4 / 0.42) - 1)) < 1e-9, "the lesser of the two changes");
    const opposite = costEffect(cost(1, 0.02, 0.4), cost(1.2, 0.02, 0.6))!;
    assert.equal(opposite.p, 1, "dearer as measured, cheaper at the first run's level");
  });

  it("has baseline's part of the error in its interval", () => {
    // twice baseline: √(2·2²/(1 + 2²)) = √1.6 times the error of each run; t of 95 %, 10 degrees of freedom, is 2.228139
    const { shiftInterval, ratioInterval } = costEffect(cost(1, 0.01, 1), cost(1, 0.01, 1))!;
    const half = 2.228139 * 0.01 * Math.sqrt(1.6) * Math.SQRT2;
    assert.ok(Math.abs(shiftInterval.high - half) < 1e-6, `${shiftInterval.high} is not ${half}`);
    assert.ok(Math.abs(ratioInterval.low - (1 - half / 2)) < 1e-6);
  });
});

/** One run of six instances: the machine's own level (7 %), and instances that vary by 8 %. */
function simulated(random: RandomSource, trueRatio: number): CostComparison {
  const level = 0.34 * Math.exp(0.07 * normal(random));
  const draw = (ratio: number) => level * ratio * (1 + 0.08 * normal(random));
  const pairs = Array.from({ length: 6 }, (): Pair => ({ scenario: draw(trueRatio), reference: draw(1) }));
  const { ratio, ratioInterval, shift, shiftInterval } = compareDifferences(pairs, 0)!;
  const shifts = { shiftMs: shift, shiftLowMs: shiftInterval.low, shiftHighMs: shiftInterval.high };
  return { ratio, ...ratioInterval, ...shifts, n: 6, ...judgement };
}

describe("of simulated pairs of runs", () => {
  const share = (before: number, after: number) => {
    const random = randomFromSeed("cost");
    const pairs = Array.from({ length: 1_000 }, () =>
      costEffect(simulated(random, before), simulated(random, after)),
    );
    return pairs.filter((effect) => effect!.p < 0.05).length / pairs.length;
  };

  it("no more than the 5 % that are meant change where nothing did, whatever the cost", () => {
    for (const ratio of [1.3, 2, 4])
      assert.ok(share(ratio, ratio) <= 0.05, `${ratio}: ${share(ratio, ratio)}`);
  });

  it("most do where the cost rose by a half", () => {
    assert.ok(share(2, 3) > 0.9, `${share(2, 3)}`);
  });
});
