import assert from "node:assert/strict";
import { test } from "node:test";
import { fitLine } from "../../harness/stats/linear-fit.ts";

test("a line is R's: coef(lm(c(0.02,1.03,5.1,19.9) ~ c(0,1,5,20)))", () => {
  const { slope, intercept } = fitLine([
    [0, 0.02],
    [1, 1.03],
    [5, 5.1],
    [20, 19.9],
  ]);
  assert.ok(Math.abs(slope - 0.9930155642023) < 1e-12);
  assert.ok(Math.abs(intercept - 0.0578988326848) < 1e-12);
});
