import assert from "node:assert/strict";
import { test } from "node:test";
import type { LatencyComparison } from "../../harness/model/summary.ts";
import { verdictText } from "../../harness/reports/wording.ts";

const unclear: LatencyComparison = {
  ...{ ratio: 1.06, low: 1.01, high: 1.11, marginRatio: 0.08, mdeRatio: 1.12, p: 0.02, pHolm: null },
  ...{ n: 6, level: "instance", verdict: "inconclusive", shiftUs: 60, shiftLowUs: 10, shiftHighUs: 110 },
};

test("an unclear size has its direction where the difference is sure", () => {
  assert.equal(verdictText(unclear), "inconclusive, rather slower (could have seen 12 %)");
});

test("a resolution beyond tenfold is none", () => {
  assert.equal(
    verdictText({ ...unclear, mdeRatio: 68.9, p: 0.4 }),
    "inconclusive (could have seen nothing below tenfold)",
  );
});

test("the direction goes by the corrected p where there is one", () => {
  assert.equal(verdictText({ ...unclear, pHolm: 0.08 }), "inconclusive (could have seen 12 %)");
  assert.equal(
    verdictText({ ...unclear, p: 0.2, pHolm: 0.04 }),
    "inconclusive, rather slower (could have seen 12 %)",
  );
});
