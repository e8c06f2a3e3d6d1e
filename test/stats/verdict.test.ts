import assert from "node:assert/strict";
import { test } from "node:test";
import { compareBlocks, compareInstances, type Effect } from "../../harness/stats/compare.ts";
import { decideVerdict, marginOf, relativeMargin } from "../../harness/stats/verdict.ts";

function effect(ratio: number, low90: number, high90: number, p: number, reference = 1000): Effect {
  const open = { low: 0, high: 9 };
  const shift = { shift: (ratio - 1) * reference, shiftInterval: open, mdeRatio: 1.1, n: 6 };
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
  assert.equal(decideVerdict(effect(1.2, 1.15, 1.25, 0.001), single, "latency"), "slower");
  assert.equal(decideVerdict(effect(0.8, 0.75, 0.85, 0.001), single, "latency"), "faster");
  assert.equal(decideVerdict(effect(1.2, 1.15, 1.25, 0.001), single, "cost"), "costlier");
  assert.equal(decideVerdict(effect(0.8, 0.75, 0.85, 0.001), single, "cost"), "cheaper");
});

test("a difference that is sure but within the margin is equivalent", () => {
  assert.equal(decideVerdict(effect(1.04, 1.03, 1.05, 0.0001), single, "latency"), "equivalent");
});

test("a difference beyond the margin that is not sure is inconclusive", () => {
  assert.equal(decideVerdict(effect(1.2, 0.95, 1.45, 0.1), single, "latency"), "inconclusive");
});

test("a sure difference whose interval crosses the margin is inconclusive", () => {
  assert.equal(decideVerdict(effect(1.09, 1.05, 1.13, 0.001), single, "latency"), "inconclusive");
});

test("an adjusted p can take a verdict back", () => {
  assert.equal(decideVerdict(effect(1.2, 1.15, 1.25, 0.03), single, "latency", 0.12), "inconclusive");
});

test("identical blocks are equivalent, never slower or faster", () => {
  const same = compareBlocks(Array.from({ length: 20 }, () => ({ scenario: 600, reference: 600 })))!;
  assert.equal(decideVerdict(same, single, "latency"), "equivalent");
});

test("a very fast reference does not turn the lower margin into nonsense", () => {
  const halved = compareInstances(Array.from({ length: 6 }, () => ({ scenario: 20, reference: 40 })))!;
  assert.equal(decideVerdict(halved, marginOf("p50", "instance"), "latency"), "equivalent");
});

test("a 90 % interval that leaves the margin on the fast side alone is not equivalent", () => {
  assert.equal(decideVerdict(effect(0.95, 0.85, 1.05, 0.2), single, "latency"), "inconclusive");
});
