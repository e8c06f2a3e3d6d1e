import assert from "node:assert/strict";
import { test } from "node:test";
import { calibrationRows } from "../../harness/calibrate/table.ts";
import type { CalibrationCheck } from "../../harness/model/calibration.ts";

const check: CalibrationCheck = {
  ...{ id: "K1-slope", title: "slope", unit: "ms/ms", expected: 1, observed: 1.00412, low: 0.98, high: 1.02 },
  ...{ state: "passed", reason: null },
};

test("the table has a row a check: expected, observed, tolerance, whether it came out", () => {
  const rows = calibrationRows({
    checks: [
      check,
      { ...check, id: "K3b-max", unit: "ms", observed: 950, low: 970, high: null, state: "failed" },
      { ...check, id: "K8", unit: "", expected: 20, observed: 20, low: 20, high: 20 },
      {
        ...{ ...check, id: "K6-up", state: "missing", reason: "no bulk" },
        ...{ expected: null, observed: null, low: null, high: null },
      },
    ],
  });
  assert.deepEqual(rows.slice(1), [
    ["K1-slope", "1 ms/ms", "1.004 ms/ms", "0.98 to 1.02", "ok", "slope"],
    ["K3b-max", "1 ms", "950 ms", "≥ 970", "FAILED", "slope"],
    ["K8", "20", "20", "exact", "ok", "slope"],
    ["K6-up", "–", "–", "–", "–", "slope: not measured, no bulk"],
  ]);
});
