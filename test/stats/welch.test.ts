import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareRelations } from "../../harness/stats/compare-runs.ts";
import { minimumDetectableEffect } from "../../harness/stats/t-interval.ts";
import { differenceOfMeans, estimateOfInterval } from "../../harness/stats/welch.ts";

/**
 * R 4.2.2: a <- c(1.583, 1.601, 1.578, 1.594, 1.612, 1.569); b <- c(1.671, 1.702, 1.655, 1.690, 1.648)
 * t.test(log(a))$conf.int; t.test(log(b))$conf.int; w <- t.test(log(b), log(a)); w$stderr; w$parameter; w$p.value; w$conf.int
 */
const inR = {
  a: {
    low: 0.452930631250314,
    high: 0.473825747263183,
    mean: 0.463378189256748,
    standardError: 0.00406427753499186,
  },
  b: { low: 0.497744647722842, high: 0.531582651883449 },
  difference: 0.051285460546397,
  standardError: 0.00732477407853015,
  degreesOfFreedom: 7.20897095977214,
  p: 0.000184270217775177,
  interval: { low: 0.0340663840192941, high: 0.0685045370735 },
  interval90: { low: 0.0374683834843566, high: 0.0651025376084375 },
};

function isNear(found: number, expected: number, tolerance = 1e-9): void {
  assert.ok(
    Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${found} is not ${expected}`,
  );
}

describe("estimateOfInterval", () => {
  it("finds mean and standard error of R's one-sample t.test from its interval", () => {
    const estimate = estimateOfInterval(inR.a, 6);
    isNear(estimate.mean, inR.a.mean);
    isNear(estimate.standardError, inR.a.standardError);
    assert.equal(estimate.degreesOfFreedom, 5);
  });
});

describe("differenceOfMeans", () => {
  it("is R's Welch t.test, from the two intervals alone", () => {
    const found = differenceOfMeans(estimateOfInterval(inR.a, 6), estimateOfInterval(inR.b, 5));
    isNear(found.mean, inR.difference);
    isNear(found.standardError, inR.standardError);
    isNear(found.degreesOfFreedom, inR.degreesOfFreedom);
    isNear(found.p, inR.p);
  });

  it("is certain of a difference of values that do not vary, and of none", () => {
    const [one, two] = [
      estimateOfInterval({ low: 1, high: 1 }, 6),
      estimateOfInterval({ low: 2, high: 2 }, 6),
    ];
    assert.deepEqual(differenceOfMeans(one, two), { mean: 1, standardError: 0, degreesOfFreedom: 10, p: 0 });
    assert.equal(differenceOfMeans(one, one).p, 1);
  });
});

describe("compareRelations", () => {
  const ratios = (interval: { low: number; high: number }, n: number) => ({
    low: Math.exp(interval.low),
    high: Math.exp(interval.high),
    n,
  });

  it("gives the ratio of two ratios with R's interval, and the shift at the first run's level", () => {
    const effect = compareRelations(ratios(inR.a, 6), ratios(inR.b, 5), { level: 1000, scale: "log" });
    isNear(effect.ratio, Math.exp(inR.difference));
    isNear(effect.ratioInterval.low, Math.exp(inR.interval.low));
    isNear(effect.ratioInterval.high, Math.exp(inR.interval.high));
    isNear(effect.ratioInterval90.low, Math.exp(inR.interval90.low));
    isNear(effect.ratioInterval90.high, Math.exp(inR.interval90.high));
    isNear(effect.shift, 1000 * (Math.exp(inR.difference) - 1));
    isNear(effect.shiftInterval.low, 1000 * (Math.exp(inR.interval.low) - 1));
    isNear(effect.shiftInterval.high, 1000 * (Math.exp(inR.interval.high) - 1));
    isNear(effect.p, inR.p);
    assert.deepEqual([effect.reference, effect.n], [1000, 5]);
    const least = minimumDetectableEffect(inR.standardError, inR.degreesOfFreedom, 4);
    isNear(effect.mdeRatio(4), Math.exp(least), 1e-6);
  });

  it("gives the difference of two differences with R's interval", () => {
    // R: x <- c(.21,.35,.28,.31,.25,.33); y <- c(.41,.39,.52,.47,.44,.36); t.test(x)$conf.int; t.test(y)$conf.int; t.test(y, x)
    const x = { low: 0.233434039220231, high: 0.343232627446436, n: 6 };
    const y = { low: 0.371047184719959, high: 0.492286148613375, n: 6 };
    const effect = compareRelations(x, y, { level: 2, scale: "linear" });
    isNear(effect.shiftInterval.low, 0.0723502205830402);
    isNear(effect.shiftInterval.high, 0.2143164460836265);
    isNear(effect.p, 0.00116201907694264);
    isNear(effect.ratio, 1 + (0.2143164460836265 + 0.0723502205830402) / 2 / 2);
    isNear(effect.ratioInterval.high, 1 + 0.2143164460836265 / 2);
  });
});
