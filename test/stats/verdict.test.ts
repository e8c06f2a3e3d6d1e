import assert from "node:assert/strict";
import { test } from "node:test";
import { compareBlocks, compareInstances, type Effect } from "../../harness/stats/compare.ts";
import { decideVerdict, directionOf, marginOf, relativeMargin } from "../../harness/stats/verdict.ts";

function effect(ratio: number, low90: number, high90: number, p: number, reference = 1000): Effect {
  const open = { low: 0, high: 9 };
  const shift = { shift: (ratio - 1) * reference, shiftInterval: open, mdeRatio: () => 1.1, n: 6 };
  return {
    ratio,
    ratioInterval: open,
    ratioInterval90: { low: low90, high: high90 },
    reference,
    p,
    ...shift,
  };
}

const single = marginOf("p50", "block");
const block = { statistic: "p50", level: "block" } as const;
const round = { statistic: "cpu", level: "round" } as const;
const instance = { statistic: "p50", level: "instance" } as const;

/** An effect with its intervals: both sides of the 90 % one, then of the 95 % one. */
function bounded(
  ratio: number,
  ninety: [number, number],
  ninetyFive: [number, number],
  p: number,
  reference = 1000,
): Effect {
  const [low, high] = ninetyFive;
  return { ...effect(ratio, ...ninety, p, reference), ratioInterval: { low, high } };
}

test("one instance claims nothing below 10 % or 100 µs, whichever is more", () => {
  assert.deepEqual(single, { ratio: 0.1, absolute: 100 });
  assert.equal(relativeMargin(single, 2000), 0.1);
  assert.equal(relativeMargin(single, 500), 0.2);
});

test("several instances have the method's margins", () => {
  assert.deepEqual(marginOf("p50", "instance"), { ratio: 0.05, absolute: 50 });
  assert.deepEqual(marginOf("p99", "instance"), { ratio: 0.2, absolute: 0 });
  assert.deepEqual(marginOf("cpu", "instance"), { ratio: 0.05, absolute: 0 });
});

test("a difference that is sure and beyond the margin has a direction", () => {
  assert.equal(decideVerdict(effect(1.2, 1.15, 1.25, 0.001), block), "slower");
  assert.equal(decideVerdict(effect(0.8, 0.75, 0.85, 0.001), block), "faster");
  assert.equal(decideVerdict(effect(1.2, 1.15, 1.25, 0.001), round), "costlier");
  assert.equal(decideVerdict(effect(0.8, 0.75, 0.85, 0.001), round), "cheaper");
});

test("a difference that is sure but within the margin of several instances is equivalent", () => {
  const small = bounded(1.03, [1.025, 1.035], [1.02, 1.04], 0.0001);
  assert.equal(decideVerdict(small, instance), "equivalent");
  assert.equal(decideVerdict(small, block), "equivalent");
});

test("one instance does not call a sure slowdown of 20 % equivalent because its margin is wide", () => {
  // 100 µs of a baseline of 330 µs: the margin of one instance is 30 %, that of several 15 %.
  const slower = bounded(1.2, [1.14, 1.26], [1.13, 1.27], 2e-5, 330);
  assert.equal(decideVerdict(slower, block), "inconclusive");
  assert.equal(directionOf("p50", slower.ratio, slower.p), "slower");
  assert.equal(directionOf("cpu", 0.8, 0.01), "cheaper");
});

test("a sure difference needs its whole 95 % interval inside the narrow margin", () => {
  assert.equal(decideVerdict(bounded(1.03, [1.01, 1.049], [1.005, 1.055], 0.01), block), "inconclusive");
});

test("one instance may call equivalent what it cannot tell from no difference", () => {
  const unsure = bounded(1.04, [0.995, 1.085], [0.98, 1.1], 0.2);
  assert.equal(decideVerdict(unsure, block), "equivalent");
  assert.equal(directionOf("p50", unsure.ratio, unsure.p), null);
});

test("a difference beyond the margin that is not sure is inconclusive", () => {
  assert.equal(decideVerdict(effect(1.2, 0.95, 1.45, 0.1), block), "inconclusive");
});

test("a sure difference whose interval crosses the margin is inconclusive", () => {
  assert.equal(decideVerdict(effect(1.09, 1.05, 1.13, 0.001), block), "inconclusive");
});

test("an adjusted p can take a verdict back", () => {
  assert.equal(decideVerdict(effect(1.2, 1.15, 1.25, 0.03), { ...block, p: 0.12 }), "inconclusive");
});

test("an adjusted p cannot make one instance call equivalent what is sure without it", () => {
  const slower = bounded(1.2, [1.14, 1.26], [1.13, 1.27], 0.03, 330);
  assert.equal(decideVerdict(slower, { ...block, p: 0.12 }), "inconclusive");
});

test("identical blocks are equivalent, never slower or faster", () => {
  const same = compareBlocks(Array.from({ length: 20 }, () => ({ scenario: 600, reference: 600 })))!;
  assert.equal(decideVerdict(same, block), "equivalent");
});

test("a very fast reference does not turn the lower margin into nonsense", () => {
  const halved = compareInstances(Array.from({ length: 6 }, () => ({ scenario: 20, reference: 40 })))!;
  assert.equal(decideVerdict(halved, instance), "equivalent");
});

test("a 90 % interval that leaves the margin on the fast side alone is not equivalent", () => {
  assert.equal(decideVerdict(effect(0.95, 0.85, 1.05, 0.2), block), "inconclusive");
});

test("a run's own margin takes the place of ours, for several instances whole, for one no finer than it may claim", () => {
  const own = { p50: { ratio: 0.2, absolute: 0 } };
  assert.deepEqual(marginOf("p50", "instance", own), own.p50);
  assert.deepEqual(marginOf("p50", "block", own), { ratio: 0.2, absolute: 100 });
  assert.deepEqual(marginOf("p95", "instance", own), marginOf("p95", "instance"));
  const tenPercent = effect(1.1, 1.08, 1.12, 0.001);
  assert.equal(decideVerdict(tenPercent, instance), "slower");
  assert.equal(decideVerdict(tenPercent, { ...instance, own }), "equivalent");
});
