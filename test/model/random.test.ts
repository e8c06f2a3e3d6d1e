import assert from "node:assert/strict";
import { test } from "node:test";
import { randomFromSeed, shuffle, uniformBelow, xoshiro128 } from "../../harness/model/random.ts";

/** Made with the authors' reference implementation (1.1), as printed in the tests of the Rust crate rand_xoshiro. */
const reference = [
  11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
];

test("xoshiro128** gives the numbers of the reference implementation", () => {
  const random = xoshiro128([1, 2, 3, 4]);
  assert.deepEqual(
    Array.from(reference, () => random()),
    reference,
  );
});

test("a seed gives the same numbers again, and another purpose gives others", () => {
  const draw = (seed: string, purpose?: string) => {
    const random = randomFromSeed(seed, purpose);
    return [random(), random(), random()];
  };
  assert.deepEqual(draw("a", "slots"), draw("a", "slots"));
  assert.notDeepEqual(draw("a", "slots"), draw("a", "duet"));
  assert.notDeepEqual(draw("a"), draw("b"));
});

test("seed and purpose cannot be confused with each other", () => {
  assert.notEqual(randomFromSeed("ab", "c")(), randomFromSeed("a", "bc")());
});

test("a shuffle keeps all items, leaves its input alone and makes every order equally often", () => {
  const items = ["a", "b", "c"];
  const random = randomFromSeed("shuffle");
  const counts = new Map<string, number>();
  for (let trial = 0; trial < 6000; trial++) {
    const order = shuffle(items, random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.deepEqual(items, ["a", "b", "c"]);
  assert.equal(counts.size, 6);
  // χ² with 5 degrees of freedom: 99.9 % lie below 20.5.
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  assert.ok(chiSquare < 20.5, `χ² is ${chiSquare}`);
});

test("numbers of an incomplete last round are drawn again", () => {
  const draws = [2 ** 32 - 1, 7];
  assert.equal(
    uniformBelow(3, () => draws.shift()!),
    1,
  );
});
