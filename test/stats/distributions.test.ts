import assert from "node:assert/strict";
import { test } from "node:test";
import { binomialCdf, tCdf, tQuantile } from "../../harness/stats/distributions.ts";

/** NIST/SEMATECH e-Handbook of Statistical Methods, §1.3.6.7.2: upper critical values of Student's t. */
const printedTable: readonly [degreesOfFreedom: number, p95: number, p975: number][] = [
  [1, 6.314, 12.706],
  [2, 2.92, 4.303],
  [5, 2.015, 2.571],
  [9, 1.833, 2.262],
  [11, 1.796, 2.201],
  [19, 1.729, 2.093],
  [30, 1.697, 2.042],
  [100, 1.66, 1.984],
];

for (const [degreesOfFreedom, p95, p975] of printedTable) {
  test(`the t quantiles for ${degreesOfFreedom} degrees of freedom are those of a printed table`, () => {
    assert.equal(Number(tQuantile(0.95, degreesOfFreedom).toFixed(3)), p95);
    assert.equal(Number(tQuantile(0.975, degreesOfFreedom).toFixed(3)), p975);
  });
}

test("the t distribution with one degree of freedom is Cauchy's: 3/4 lies below 1", () => {
  assert.ok(Math.abs(tCdf(1, 1) - 0.75) < 1e-12);
});

test("the binomial distribution function adds up the coefficients", () => {
  assert.ok(Math.abs(binomialCdf(3, 10, 0.5) - (1 + 10 + 45 + 120) / 1024) < 1e-12);
});
