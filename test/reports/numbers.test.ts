import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatDifference,
  formatMagnitude,
  formatPercent,
  formatValue,
} from "../../harness/reports/numbers.ts";

function around(value: number, halfWidth: number) {
  return { value, low: value - halfWidth, high: value + halfWidth };
}

/** The examples of the Particle Data Group's rule: 0.827 ± 0.119 is 0.83 ± 0.12, 0.827 ± 0.367 is 0.8 ± 0.4. */
test("digits follow the Particle Data Group's rule", () => {
  assert.equal(formatDifference(around(0.827, 0.119), 3), "+0.83 ±0.12");
  assert.equal(formatDifference(around(0.827, 0.367), 3), "+0.8 ±0.4");
});

test("an uncertainty just below a power of ten keeps two digits of the next", () => {
  assert.equal(formatDifference(around(1234, 97), 0), "+1230 ±100");
});

test("a negative difference has a minus sign, a vanished one no sign of zero", () => {
  assert.equal(formatDifference(around(-112, 25), 0), "−112 ±25");
  assert.equal(formatDifference(around(-0.2, 40), 0), "+0 ±40");
});

test("a sentence gives the magnitude and its uncertainty", () => {
  assert.equal(formatMagnitude(around(-112.4, 25), 0, "µs"), "112 µs (± 25)");
});

test("a lopsided interval has its ends where ± would say otherwise of 0", () => {
  const sure = { value: 206, low: 12, high: 452 };
  assert.equal(formatDifference(sure, 0), "+210 (12 … 450)");
  assert.equal(formatMagnitude(sure, 0, "µs"), "210 µs (12 … 450)");
  const negative = { value: -206, low: -452, high: -12 };
  assert.equal(formatDifference(negative, 0), "−210 (−450 … −12)");
  assert.equal(formatMagnitude(negative, 0, "µs"), "210 µs (12 … 450)");
  assert.equal(formatDifference({ value: -200, low: -372, high: 8 }, 0), "−200 (−370 … 8)");
  assert.equal(formatDifference({ value: 206, low: 60, high: 400 }, 0), "+210 ±170");
});

test("a value without an interval has the digits that its metric asks for", () => {
  assert.equal(formatValue({ value: 0.2134, low: null, high: null }, 2), "0.21");
});

test("an interval that is open on one side still limits the digits", () => {
  assert.equal(formatValue({ value: 1234, low: 1180, high: Number.POSITIVE_INFINITY }, 0), "1230");
});

test("an infinite value is not a number", () => {
  assert.equal(
    formatValue({ value: Number.POSITIVE_INFINITY, low: 910, high: Number.POSITIVE_INFINITY }, 0),
    "∞",
  );
});

test("per cent have two digits at most", () => {
  assert.deepEqual([0.15625, 0.05, 0.042, 1.5].map(formatPercent), ["16 %", "5 %", "4.2 %", "150 %"]);
});
