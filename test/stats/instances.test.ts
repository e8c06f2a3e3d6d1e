import assert from "node:assert/strict";
import { test } from "node:test";
import { compareDifferences, compareInstances, type Pair } from "../../harness/stats/compare.ts";

/** Six instances; R 4.2 gives the numbers below for the vectors s and b. */
const latencies = pairs([652, 671, 640, 689, 660, 701], [500, 510, 495, 520, 505, 515]);
const costs = pairs([0.412, 0.405, 0.398, 0.421, 0.409, 0.416], [0.151, 0.155, 0.149, 0.16, 0.152, 0.157]);

function pairs(scenario: readonly number[], reference: readonly number[]): Pair[] {
  return scenario.map((value, index) => ({ scenario: value, reference: reference[index]! }));
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual / expected - 1) <= 1e-9, `${actual} is not ${expected}`);
}

test("a ratio over six instances is R's t.test(log(s / b)), exponentiated", () => {
  const effect = compareInstances(latencies)!;
  near(effect.p, 2.54440690921e-7);
  near(effect.ratio, 1.31743942527);
  near(effect.ratioInterval.low, 1.29276755119);
  near(effect.ratioInterval.high, 1.34258215072);
  near(effect.ratioInterval90.low, 1.29806000187);
  near(effect.ratioInterval90.high, 1.33710817431);
});

test("a shift over six instances is R's mean(b) * (exp(t.test(log(s / b))) - 1)", () => {
  const { shift, shiftInterval } = compareInstances(latencies)!;
  near(shift, 507.5 * 0.31743942527);
  near(shiftInterval.low, 507.5 * 0.29276755119);
  near(shiftInterval.high, 507.5 * 0.34258215072);
});

test("a member of a family of four needs a larger effect to be found", () => {
  // R: exp((qt(1 - .05 / (2 * m), 5) + qt(.8, 5)) * sd(log(s / b)) / sqrt(6))
  const { mdeRatio } = compareInstances(latencies)!;
  near(mdeRatio(1), 1.02599951499);
  near(mdeRatio(4), 1.03539428506);
});

test("costs over six instances are R's t.test(s - b), relative to mean(b)", () => {
  const effect = compareDifferences(costs, 0)!;
  near(effect.p, 8.80474295735e-10);
  near(effect.ratio, 2.66341991342);
  near(effect.ratioInterval.low, 2.62674371199);
  near(effect.ratioInterval.high, 2.70009611485);
});
