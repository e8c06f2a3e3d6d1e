import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FloatList } from "../../harness/analysis/float-list.ts";

describe("a list of numbers", () => {
  for (const length of [0, 1, 16, 17, 36, 37, 54, 55, 10_000]) {
    it(`gives back ${length} numbers as they were appended, and has no other`, () => {
      const numbers = Array.from({ length }, (_, index) =>
        index % 7 === 3 ? Number.POSITIVE_INFINITY : index / 3,
      );
      const list = new FloatList();
      for (const number of numbers) list.push(number);
      assert.deepEqual([...list.take()], numbers);
    });
  }

  it("starts again after it was taken, and leaves alone what was taken", () => {
    const list = new FloatList();
    list.push(1);
    const taken = list.take();
    list.push(2);
    assert.deepEqual([...list.take()], [2]);
    assert.deepEqual([...taken], [1]);
    assert.equal(list.take().length, 0);
  });
});
