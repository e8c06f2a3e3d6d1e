import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { editDistance, nearest } from "../../harness/model/nearest.ts";

suite("the distance of two words", () => {
  // kitten/sitting and saturday/sunday: Wagner-Fischer's textbook examples; ca/abc is 3 by the restricted distance.
  for (const [from, to, distance] of [
    ["kitten", "sitting", 3],
    ["saturday", "sunday", 3],
    ["ca", "abc", 3],
    ["wire", "wrie", 1],
    ["", "abc", 3],
    ["abc", "", 3],
    ["same", "same", 0],
  ] as const) {
    test(`is ${distance} from "${from}" to "${to}"`, () => {
      assert.equal(editDistance(from, to), distance);
    });
  }
});

suite("the nearest word", () => {
  test("is the one with the fewest mistakes", () => {
    assert.equal(nearest("stunel", ["tunnel", "stunnel", "wireguard"]), "stunnel");
  });

  test("is found whatever the case", () => {
    assert.equal(nearest("modifiesservices", ["modifiesServices"]), "modifiesServices");
  });

  test("is none where all are far", () => {
    assert.equal(nearest("native", ["stunnel", "wireguard"]), null);
    assert.equal(nearest("", ["a", "ab"]), "a");
    assert.equal(nearest("x", []), null);
  });
});
