import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { costComparison } from "../../../harness/analysis/compare-cost.ts";
import { type RandomSource, randomFromSeed } from "../../../harness/model/random.ts";
import type { CostComparison } from "../../../harness/model/summary.ts";
import { costEffect } from "../../../harness/reports/compare/cost-effect.ts";
import { compareDifferences, type Effect, type Pair } from "../../../harness/stats/compare.ts";
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

/** The same of a summary that tells the ratio's own error. */
function relation(ratio: number, standardError: number, baseline: number): CostComparison {
  const half = 2.570582 * standardError;
  const told = { relationLow: ratio - half, relationHigh: ratio + half };
  return { ...cost((ratio - 1) * baseline, 0.02, baseline), ...told };
}

describe("a cost in two runs", () => {
  it("changed by its ratio to baseline's, as CPU-ms at the first run's level, with the error of both ratios", () => {
    const { ratio, shift, shiftInterval, ratioInterval } = costEffect(
      relation(2, 0.1, 0.4),
      relation(2.5, 0.1, 0.34),
    )!;
    isNear(shift, 0.5 * 0.4);
    isNear(ratio, 2.5 / 2);
    const half = 2.228139 * 0.1 * Math.SQRT2; // t of 95 %, 10 degrees of freedom
    isNear(shiftInterval.high, (0.5 + half) * 0.4, 1e-6);
    isNear(ratioInterval.low, 1 + (0.5 - half) / 2, 1e-6);
  });

  it("did not change where its ratio did not, whatever became of the machine", () => {
    const { p, shift } = costEffect(relation(2, 0.1, 0.4), relation(2, 0.1, 0.8))!;
    isNear(shift, 0);
    isNear(p, 1, 1e-6);
  });

  it("is compared in a run that took as much as baseline, and whose interval has no width", () => {
    const same = { ...relation(1, 0, 0.4), low: 1, high: 1, shiftLowMs: 0, shiftHighMs: 0 };
    isNear(costEffect(relation(1.2, 0.1, 0.4), same)!.shift, -0.2 * 0.4);
  });

  it("is compared by differences alone where one of the two summaries is older than the ratio's error", () => {
    const [old, later] = [cost(0.4, 0.02, 0.4), relation(2.5, 0.001, 0.34)];
    const { relationLow: _, relationHigh: __, ...laterAsOld } = later;
    const plain = ({ mdeRatio, ...effect }: Effect) => ({ ...effect, mdeRatio: mdeRatio(3) });
    assert.deepEqual(plain(costEffect(old, later)!), plain(costEffect(old, laterAsOld)!));
    assert.deepEqual(plain(costEffect(later, old)!), plain(costEffect(laterAsOld, old)!));
  });
});

describe("a cost in two runs whose summaries do not tell how sure baseline's cost is", () => {
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

interface Noise {
  /** Of the machine's level from run to run. */
  drift: number;
  /** Of each scenario of an instance, as a share of its cost. */
  share: number;
  /** Of all scenarios of an instance alike, CPU-ms; baseline costs 0.34. */
  sharedMs: number;
}

const quiet: Noise = { drift: 0.07, share: 0.08, sharedMs: 0 };
const noisy: Noise = { drift: 0.14, share: 0.08, sharedMs: 0.09 };

/** One run of twelve instances, as its summary tells it. */
function simulated(
  random: RandomSource,
  trueRatio: number,
  { drift, share, sharedMs }: Noise,
): CostComparison {
  const level = 0.34 * Math.exp(drift * normal(random));
  const pairs = Array.from({ length: 12 }, (): Pair => {
    const shared = sharedMs * normal(random);
    const draw = (ratio: number) => level * ratio * (1 + share * normal(random)) + shared;
    return { scenario: draw(trueRatio), reference: draw(1) };
  });
  return costComparison({ effect: compareDifferences(pairs, 0)!, level: "instance" }, null);
}

function withoutRelation({ relationLow: _, relationHigh: __, ...old }: CostComparison): CostComparison {
  return old;
}

describe("of simulated pairs of runs", () => {
  const asTold = (told: CostComparison) => told;
  const share = (before: number, after: number, noise: Noise, read = asTold) => {
    const random = randomFromSeed("cost");
    const run = (ratio: number) => read(simulated(random, ratio, noise));
    const pairs = Array.from({ length: 1_000 }, () => costEffect(run(before), run(after)));
    return pairs.filter((effect) => effect!.p < 0.05).length / pairs.length;
  };

  it("about the 5 % that are meant change where nothing did, whatever the cost and the noise", () => {
    for (const ratio of [1.3, 2, 4])
      for (const noise of [quiet, noisy]) {
        const found = share(ratio, ratio, noise);
        assert.ok(found <= 0.065, `${ratio}: ${found}`); // 5 % and two standard errors of a thousand pairs
      }
  });

  it("no more do on a quiet machine by summaries that do not tell how sure baseline's cost is", () => {
    for (const ratio of [1.3, 2, 4])
      assert.ok(share(ratio, ratio, quiet, withoutRelation) <= 0.065, `${ratio}`);
  });

  it("most do where the cost rose by a half", () => {
    assert.ok(share(2, 3, quiet) > 0.9, `${share(2, 3, quiet)}`);
    assert.ok(share(2, 3, quiet, withoutRelation) > 0.9);
  });
});

function isNear(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}
