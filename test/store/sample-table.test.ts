import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { Sample } from "../../harness/model/sample.ts";
import { SampleTable } from "../../harness/store/sample-table.ts";
import { storedRun } from "../support/fixture-run.ts";

const stored = storedRun();
const [first] = stored.samples;

function tableOf(samples: readonly Sample[]): SampleTable {
  const table = new SampleTable();
  for (const sample of samples) table.push(sample);
  return table;
}

/** A sample that reached the service so many nanoseconds after it was due. */
function receivedAfter(ns: number, intendedNs = 5e9): Sample {
  return { ...first!, intendedNs, receivedNs: intendedNs + ns };
}

describe("a table of samples", () => {
  it("gives back all samples as they were put in, in their order, as often as it is asked", () => {
    const many = [...stored.samples, ...stored.samples.toReversed(), ...stored.samples];
    assert.ok(many.length > 2 * 2 ** 14, `${many.length} are more than two chunks`);
    const table = tableOf(many);
    assert.equal(table.length, many.length);
    assert.deepEqual([...table], many);
    assert.deepEqual([...table], many);
  });

  it("gives objects that may be kept: a later one does not change them", () => {
    const [one, other] = tableOf([receivedAfter(1), receivedAfter(2)]);
    assert.equal(one!.receivedNs, 5e9 + 1);
    assert.equal(other!.receivedNs, 5e9 + 2);
  });

  it("keeps an absent time apart from every time that there can be", () => {
    const nothing = { sentNs: null, firstNs: null, doneNs: null, receivedNs: null };
    const samples = [
      { ...first!, ...nothing },
      { ...first!, intendedNs: 0, readyNs: 0, sentNs: 0 },
    ];
    assert.deepEqual([...tableOf(samples)], samples);
  });

  for (const border of [0, 2 ** 31, -(2 ** 31), 2 ** 32, 1e13]) {
    it(`is exact to the nanosecond ${border} ns after the intended time, and just beside`, () => {
      const samples = [-2, -1, 0, 1, 2, 0.25].map((beside) => receivedAfter(border + beside));
      assert.deepEqual([...tableOf(samples)], samples);
    });
  }

  it("is exact where times are not whole nanoseconds, or as great as they can be", () => {
    const samples = [receivedAfter(1, 0.1), receivedAfter(0.3, 0.1), receivedAfter(7, 2 ** 53 - 8)];
    // Their difference is 6160 when rounded, and -4096 + 6160 is another number.
    samples.push({ ...first!, intendedNs: -4096, receivedNs: 2063.9999999999995 });
    assert.deepEqual([...tableOf(samples)], samples);
  });

  it("is analysed to the same summary as the samples themselves", () => {
    assert.deepEqual(analyse({ ...stored, samples: tableOf(stored.samples) }), analyse(stored));
  });
});
