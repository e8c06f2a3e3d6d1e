import assert from "node:assert/strict";
import { test } from "node:test";
import { williamsSquare } from "../../harness/stats/williams.ts";

function letters(names: string): string {
  return williamsSquare(names.length)
    .map((row) => row.map((target) => names[target]).join(""))
    .join(" ");
}

test("the squares of five and six targets are the method's", () => {
  assert.equal(letters("ABCDEZ"), "ABZCED BCADZE CDBEAZ DECZBA EZDACB ZAEBDC");
  assert.equal(letters("ABCDE"), "ABECD BCADE CDBEA DECAB EADBC DCEBA EDACB AEBDC BACED CBDAE");
});

for (let size = 2; size <= 12; size++) {
  test(`of ${size} targets every one follows every other equally often and stands at every place equally often`, () => {
    const square = williamsSquare(size);
    const repeats = size % 2 === 0 ? 1 : 2;
    const follows = new Map<string, number>();
    const places = new Map<string, number>();
    for (const row of square) {
      assert.deepEqual(
        row.toSorted((a, b) => a - b),
        Array.from({ length: size }, (_, index) => index),
      );
      row.forEach((target, place) => {
        places.set(`${target}@${place}`, (places.get(`${target}@${place}`) ?? 0) + 1);
        if (place > 0)
          follows.set(`${row[place - 1]}>${target}`, (follows.get(`${row[place - 1]}>${target}`) ?? 0) + 1);
      });
    }
    assert.equal(follows.size, size * (size - 1));
    assert.ok([...follows.values()].every((count) => count === repeats));
    assert.equal(places.size, size * size);
    assert.ok([...places.values()].every((count) => count === repeats));
  });
}

test("one target has one order, none has none", () => {
  assert.deepEqual(williamsSquare(1), [[0]]);
  assert.deepEqual(williamsSquare(0), []);
});
