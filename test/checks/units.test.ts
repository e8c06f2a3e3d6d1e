import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAmount } from "../../harness/checks/rule-text.ts";
import { unitsFor } from "../../harness/checks/units.ts";
import { wordsFor } from "../../harness/checks/words.ts";
import type { Unit } from "../../harness/model/metric.ts";
import { metrics } from "../../harness/model/metrics.ts";

function amount(text: string, unit: Unit): number {
  return parseAmount(text, { address: "x", unit });
}

describe("a limit's unit", () => {
  it("is converted into the metric's", () => {
    assert.equal(amount("5 ms", "us"), 5_000);
    assert.equal(amount("5ms", "us"), 5_000);
    assert.equal(amount("1.5 s", "ms"), 1_500);
    assert.equal(amount("80 µs", "CPU-ms"), 0.08);
    assert.equal(amount("1 GiB", "MiB"), 1_024);
    assert.equal(amount("2 MiB", "B"), 2_097_152);
    assert.equal(amount("1 Gbit/s", "Mbit/s"), 1_000);
    assert.equal(amount("1 %", "ratio"), 0.01);
    assert.equal(amount("1.2", "ratio"), 1.2);
    assert.equal(amount("-3 us", "us"), -3);
    assert.equal(amount("1e3", "count"), 1_000);
  });

  it("is refused where it measures something else", () => {
    const wrong: [string, Unit][] = [
      ["5 MiB", "us"],
      ["5 ms", "count"],
      ["5 %", "count"],
      ["5 Mbit/s", "B"],
      ["5", "%"],
      ["5 constructor", "us"],
    ];
    for (const [text, unit] of wrong)
      assert.throws(() => amount(text, unit), /is not measured in|has a unit/, `${text} as ${unit}`);
  });

  it("exists for every metric, or else its words", () => {
    for (const { address, unit } of metrics) {
      const possible = unit === "word" ? wordsFor(address) : unitsFor(unit);
      assert.ok(possible.length > 0, address);
    }
  });
});
