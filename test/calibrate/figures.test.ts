import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { allChecks } from "../../harness/calibrate/all-checks.ts";
import { runChecks } from "../../harness/calibrate/check.ts";
import { pooledP99Us } from "../../harness/calibrate/checks/statistics.ts";
import { Measured } from "../../harness/calibrate/measured.ts";
import type { WorkloadSummary } from "../../harness/model/summary.ts";
import { assertFailed, known, notPassedOf } from "./judge.ts";
import { measuredOf } from "./known-run.ts";

/** What a wrong analysis would print of every target's row, and the checks that must then fail. */
const wrongRows: [what: string, ids: string[], change: (row: WorkloadSummary) => Partial<WorkloadSummary>][] =
  [
    [
      "every failure is counted as reset",
      ["K10", "K11", "K12", "K8-class"],
      ({ errors }) => {
        const none = Object.fromEntries(Object.keys(errors).map((name) => [name, 0])) as typeof errors;
        return { errors: { ...none, reset: Object.values(errors).reduce((sum, count) => sum + count, 0) } };
      },
    ],
    [
      "the error ratio is always 0",
      ["K8-ratio", "K10-ratio", "K11-ratio", "K12-ratio"],
      () => ({ errorRatio: 0 }),
    ],
    ["timeouts are no loss", ["K10-loss"], () => ({ lossRatio: 0 })],
    ["every failure is a loss", ["K8-loss"], ({ errorRatio }) => ({ lossRatio: errorRatio })],
    [
      "latency counts from when a request was due",
      ["K30-identity"],
      ({ scheduledLatencyUs }) => ({ latencyUs: scheduledLatencyUs }),
    ],
    [
      "the scheduled latency counts from the release",
      ["K30-identity"],
      ({ latencyUs }) => ({ scheduledLatencyUs: latencyUs }),
    ],
    [
      "all latencies are those of another row",
      ["K1-slope", "K3-p95", "K3-p99", "K3-mean", "K2-uniform-p50", "K2-uniform-mean"],
      () => ({ latencyUs: measuredOf(known).http("relay").latencyUs }),
    ],
  ];

describe("the known-answer tests of the summary's rows", () => {
  const { summary } = measuredOf(known);

  for (const [what, ids, change] of wrongRows) {
    it(`fail when ${what}: ${ids.join(", ")}`, () => {
      const scenarios = summary.scenarios.map((scenario) => {
        const { http, mqtt } = scenario.workloads;
        return { ...scenario, workloads: { mqtt, http: http && { ...http, ...change(http) } } };
      });
      const wrong = new Measured(known, { ...summary, scenarios });
      assertFailed(notPassedOf(wrong, ids), ids);
    });
  }
});

describe("the known-answer tests of the statistics", () => {
  it("have METHOD.md's limits: coverage 93 to 97 %, a ratio of 1.10 found in 95 %", () => {
    const checks = allChecks.filter(({ id }) => id.startsWith("K27"));
    assert.deepEqual(
      runChecks(checks, measuredOf(known)).map(({ id, expected, low, high }) => [id, expected, low, high]),
      [
        ["K27-coverage", 0.95, 0.93, 0.97],
        ["K27-power", 1, 0.95, 1],
      ],
    );
  });

  it("pool unequal halves as R does: quantile(c(1:900, 10001:10100), .99, type = 1) is 10090", () => {
    assert.equal(pooledP99Us(), 10_090);
  });
});

describe("the known-answer tests of loads", () => {
  const { summary, stored } = measuredOf(known);

  /** The run with these figures of loads, whichever target is asked. */
  function withFigures(figures: object): Measured {
    return new (class extends Measured {
      override capacityOf = () => figures as ReturnType<Measured["capacityOf"]>;
    })(stored, summary);
  }

  function states(measured: Measured, ...ids: string[]): string[] {
    return runChecks(
      allChecks.filter(({ id }) => ids.includes(id)),
      measured,
    ).map(({ state }) => state);
  }

  const capacity = (value: number) => ({ value, low: null, high: null, n: 1, limitedBy: "tunnel" });

  it("want a rate of 10 MB/s as 80 Mbit/s ± 2 %", () => {
    const bulk = (up: number, down: number) =>
      withFigures({ bulk: { "1": { upMbps: capacity(up), downMbps: capacity(down) }, "8": null } });
    assert.deepEqual(states(bulk(80, 78.5), "K6-up", "K6-down"), ["passed", "passed"]);
    assert.deepEqual(states(bulk(78.3, 81.7), "K6-up", "K6-down"), ["failed", "failed"]);
    assert.deepEqual(states(withFigures({ bulk: null }), "K6-up"), ["missing"]);
  });

  it("want a server of 4 ms to be found between 242.5/s and the closed form", () => {
    const found = (value: number) => withFigures({ saturation: { perSecond: capacity(value) } });
    assert.deepEqual(
      [242, 243, 250, 254.5, 255].map((value) => states(found(value), "K7")[0]),
      [...["failed", "passed", "passed", "passed", "failed"]],
    );
  });

  it("want a closed loop to hide the stall everywhere but in its maximum", () => {
    const loop = (p99Us: number, maxUs: number) =>
      withFigures({ closedLoop: { "1": { p50Us: 500, p99Us, maxUs }, "8": null, "32": null } });
    assert.deepEqual(states(loop(900, 999_000), "K3b-p99", "K3b-max"), ["passed", "passed"]);
    assert.deepEqual(states(loop(500_000, 900_000), "K3b-p99", "K3b-max"), ["failed", "failed"]);
  });
});
