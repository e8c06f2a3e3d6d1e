import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MetricValue } from "../../../harness/model/metric-value.ts";
import { findMetric } from "../../../harness/model/metrics.ts";
import {
  buildHistory,
  type History,
  type HistoryRun,
  historyRun,
} from "../../../harness/reports/history/history.ts";
import { renderHistoryTable } from "../../../harness/reports/history/history-table.ts";
import { drawPoint, scaleOf } from "../../../harness/reports/history/point-plot.ts";
import { comparedRun } from "../../support/compared-runs.ts";

const measured = (value: number, low: number, high: number): MetricValue => ({
  value,
  low,
  high,
  reason: null,
});

/** Runs on four days, the values of one metric in them. */
function historyOf(values: (MetricValue | null)[], change: (runs: HistoryRun[]) => void = () => {}): History {
  const runs = values.map((_, day) => {
    const { record } = comparedRun(`2026112${day}T101500Z-0000`);
    return historyRun(record, { grade: "B", remark: null });
  });
  change(runs);
  const byRun = new Map(runs.map(({ id }, index) => [id, values[index]!]));
  const metric = findMetric("http.ratio.p50")!;
  const valueIn = (id: string) => byRun.get(id) ?? null;
  return buildHistory(runs.toReversed(), [{ scenario: "stunnel", metric, valueIn }]);
}

describe("buildHistory", () => {
  it("puts the oldest run first, with its value and interval", () => {
    const { series } = historyOf([measured(1.5, 1.4, 1.6), measured(1.7, 1.6, 1.8)]);
    assert.deepEqual(
      series[0]!.points.map(({ run, value, low, high, obstacles }) => [run, value, low, high, obstacles]),
      [
        ["20261120T101500Z-0000", 1.5, 1.4, 1.6, []],
        ["20261121T101500Z-0000", 1.7, 1.6, 1.8, []],
      ],
    );
  });

  it("marks what must not be compared with the newest run that has a value", () => {
    const values = [measured(1.5, 1.4, 1.6), measured(1.6, 1.5, 1.7), measured(1.7, 1.6, 1.8), null];
    const { series } = historyOf(values, (runs) => {
      runs[0]!.conditions["kernel"] = "5.10";
      runs[1]!.conditions["scenarios that were measured together"] = "baseline, stunnel";
      runs[3]!.conditions["kernel"] = "6.19";
    });
    assert.deepEqual(
      series[0]!.points.map(({ obstacles }) => obstacles),
      [["kernel"], ["scenarios that were measured together"], [], ["kernel"]],
    );
  });

  it("leaves out runs whose plan had not the scenario, and says why one that had it has no value", () => {
    const { series } = historyOf([measured(1, 1, 1), null, null], (runs) => {
      runs[1]!.scenarios = ["baseline"];
      Object.assign(runs[2]!, { grade: null, remark: "it has no figures", status: "interrupted" });
    });
    assert.deepEqual(
      series[0]!.points.map(({ run, reason }) => [run, reason]),
      [
        ["20261120T101500Z-0000", null],
        ["20261122T101500Z-0000", "it has no figures"],
      ],
    );
  });
});

describe("drawPoint", () => {
  const point = (value: number, low: number | null, high: number | null, obstacles: string[] = []) => ({
    ...{ run: "r", value, low, high, reason: null, obstacles },
  });
  const scale = { from: 0, to: 20, width: 21 };

  it("puts value and interval where they are on the axis", () => {
    assert.equal(drawPoint(point(10, 4, 18), scale), "    ├─────●───────┤");
    assert.equal(drawPoint(point(10, 4, 18, ["kernel"]), scale), "    ├─────○───────┤");
    assert.equal(drawPoint(point(20, null, null), scale), `${" ".repeat(20)}●`);
  });

  it("shows an end that is open, and a value that is infinite", () => {
    assert.equal(drawPoint(point(10, 4, Number.POSITIVE_INFINITY), scale), "    ├─────●─────────▶");
    const infinite = point(Number.POSITIVE_INFINITY, 16, Number.POSITIVE_INFINITY);
    assert.equal(drawPoint(infinite, scale), `${" ".repeat(16)}├───▶`);
  });

  it("has an axis from the least to the greatest finite end", () => {
    const points = [point(5, 3, 7), point(6, 5, Number.POSITIVE_INFINITY), point(9, null, null)];
    assert.deepEqual(scaleOf(points, 40), { from: 3, to: 9, width: 40 });
    assert.equal(scaleOf([point(Number.POSITIVE_INFINITY, null, null)], 40), null);
  });

  it("draws a lone value in the middle", () => {
    const only = point(5, null, null);
    assert.equal(drawPoint(only, scaleOf([only], 11)!), `${" ".repeat(5)}●`);
  });
});

describe("the table of a history", () => {
  const values = [measured(1.5, 1.4, 1.6), measured(1.6, 1.5, 1.75), null, measured(1.7, 1.6, 1.8)];
  const history = historyOf(values, (runs) => {
    runs[0]!.conditions["kernel"] = "5.10";
    for (const run of runs) run.branch = "a-branch-with-a-long-name";
    Object.assign(runs[2]!, { grade: null, remark: "it has no figures", status: "interrupted" });
  });

  for (const columns of [60, 80, 120, 200]) {
    it(`fits ${columns} columns, with its plot`, () => {
      const lines = renderHistoryTable(history, { columns }).split("\n");
      assert.deepEqual(
        lines.filter((line) => line.length > columns),
        [],
      );
      assert.equal(lines.filter((line) => /^2026.*├.*[●○].*┤/.test(line)).length, 3);
    });
  }

  it("says where an interval begins and ends whose sides differ, and half its width where they do not", () => {
    // of the p99 of a baseline: 1146 … 3735 around 1500, which ±1300 would say begins at 200
    const text = renderHistoryTable(
      historyOf([measured(1.5, 1.146, 3.735), measured(1.5, 1.38, 1.6), measured(-1.5, -1.9, -1.4)]),
      { columns: 120 },
    );
    assert.match(text, /^20261120T.* 1\.5 \(1\.1 … 3\.7\) /m);
    assert.match(text, /^20261121T.* 1\.50 ±0\.11 /m);
    assert.match(text, /^20261122T.* −1\.50 \(−1\.90 … −1\.40\) /m);
  });

  it("says by a footnote what must not be compared and why a value is missing", () => {
    const text = renderHistoryTable(history, { columns: 120 });
    assert.match(text, /^20261120T.* 1\.50 ±0\.10 +├.*○.*┤ +a$/m);
    assert.match(text, /^20261122T.* – +b$/m);
    assert.match(text, /^a: not comparable with the newest: other kernel$/m);
    assert.match(text, /^b: no value: it has no figures; interrupted$/m);
  });
});
