import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findMetric } from "../../../harness/model/metrics.ts";
import { compareRuns } from "../../../harness/reports/compare/compare-runs.ts";
import type { ComparedRow, ComparedRun } from "../../../harness/reports/compare/comparison.ts";
import { comparedRun, laterRun, setCost, setRatio } from "../../support/compared-runs.ts";

const p50: ["http", "p50"] = ["http", "p50"];

function rowOf(runs: ComparedRun[], scenario: string, metric: string, pair = 0): ComparedRow {
  const { rows } = compareRuns(runs).pairs[pair]!;
  return rows.find((row) => row.scenario === scenario && row.metric === metric)!;
}

/** Both runs with stunnel at 2 times baseline, and references that stay where they are. */
function steadyRuns(): [ComparedRun, ComparedRun] {
  const runs: [ComparedRun, ComparedRun] = [comparedRun(), laterRun()];
  for (const run of runs) {
    for (const name of ["relay", "control"]) setRatio(run, name, p50, 1.5);
    setRatio(run, "stunnel", p50, 2);
  }
  return runs;
}

describe("compareRuns", () => {
  it("finds a scenario slower whose relation to baseline rose beyond the margin", () => {
    const [before, after] = steadyRuns();
    setRatio(after, "stunnel", p50, 2.4);
    const { verdict, change } = rowOf([before, after], "stunnel", "http.latency.p50");
    assert.equal(verdict, "slower");
    assert.ok(Math.abs(change!.ratio - 1.2) < 1e-9);
    // the fixture's stunnel takes 909 µs in the first run: 660 + 240 of its blocks, 9 of the wobble
    const level = before.summary.scenarios.find(({ name }) => name === "stunnel")!.workloads.http!.latencyUs
      .p50!.value!;
    assert.ok("shiftUs" in change! && Math.abs(change.shiftUs - 0.2 * level) < 1e-6);
    assert.equal(change!.level, "instance");
  });

  it("calls the other direction faster, and a cost costlier or cheaper", () => {
    const [before, after] = steadyRuns();
    setRatio(after, "stunnel", p50, 1.6);
    for (const [run, cost] of [
      [before, 0.5],
      [after, 0.9],
    ] as const)
      setCost(run, "stunnel", "http", cost);
    assert.equal(rowOf([before, after], "stunnel", "http.latency.p50").verdict, "faster");
    const cost = rowOf([before, after], "stunnel", "http.cpu.system");
    assert.equal(cost.verdict, "costlier");
    // level 1 + 0.5 CPU-ms, 0.4 more
    assert.ok(Math.abs(cost.change!.ratio - (1 + 0.4 / 1.5)) < 1e-9);
    assert.equal(rowOf([after, before], "stunnel", "http.cpu.system").verdict, "cheaper");
  });

  it("is certain of a cost that did not vary at all", () => {
    const [before, after] = steadyRuns();
    setCost(before, "stunnel", "http", 0.5, { standardError: 0 });
    setCost(after, "stunnel", "http", 0.9, { standardError: 0 });
    const { verdict, change } = rowOf([before, after], "stunnel", "http.cpu.system");
    assert.equal(verdict, "costlier");
    assert.ok(Math.abs(change!.ratio - (1 + 0.4 / 1.5)) < 1e-9);
  });

  it("leaves a machine that is slower as a whole out: only relations to baseline count", () => {
    const [before, after] = steadyRuns();
    for (const { workloads } of after.summary.scenarios) {
      const { p50: median } = workloads.http?.latencyUs ?? {};
      if (median?.value) median.value *= 1.14;
    }
    assert.equal(rowOf([before, after], "stunnel", "http.latency.p50").verdict, "equivalent");
  });

  it("claims no cost where the machine is slower as a whole", () => {
    const [before, after] = steadyRuns();
    setCost(before, "stunnel", "http", 1);
    setCost(after, "stunnel", "http", 1.14, { baseline: 1.14 });
    const { verdict, change } = rowOf([before, after], "stunnel", "http.cpu.system");
    assert.equal(verdict, "inconclusive");
    assert.ok(Math.abs(change!.ratio - 1) < 1e-9);
  });

  it("claims no cost where baseline alone came out cheaper, whose error no summary knows", () => {
    const [before, after] = steadyRuns();
    setCost(before, "stunnel", "http", 1, { baseline: 1 });
    setCost(after, "stunnel", "http", 1, { baseline: 0.8 });
    const { verdict, change } = rowOf([before, after], "stunnel", "http.cpu.system");
    assert.equal(verdict, "inconclusive");
    assert.equal(change!.ratio, 1);
    assert.ok(change!.low <= 1 && change!.low90 <= 1 && change!.high > 1.1, JSON.stringify(change));
  });

  it("says that a cost cannot be compared where baseline's own is not known", () => {
    const [before, after] = steadyRuns();
    setCost(before, "stunnel", "http", 0.5);
    setCost(after, "stunnel", "http", 0, { standardError: 0 });
    const { verdict, reason } = rowOf([before, after], "stunnel", "http.cpu.system");
    assert.deepEqual(
      [verdict, reason],
      [null, "in 20261122T101500Z-09be: baseline has no finite level above zero"],
    );
  });

  it("is inconclusive where the runs could not have told the margin", () => {
    const [before, after] = steadyRuns();
    for (const run of [before, after]) setRatio(run, "stunnel", p50, 2, { standardError: 0.08 });
    const { verdict, change } = rowOf([before, after], "stunnel", "http.latency.p50");
    assert.equal(verdict, "inconclusive");
    assert.ok(change!.mdeRatio > 1.05);
  });

  it("lets one instance claim no less than 10 %", () => {
    const [before, after] = steadyRuns();
    const relation = after.summary.scenarios.find(({ name }) => name === "stunnel")!.workloads.http!
      .vsBaseline!;
    setRatio(after, "stunnel", p50, 2.16);
    assert.equal(rowOf([before, after], "stunnel", "http.latency.p50").verdict, "slower");
    relation.p50!.level = "block";
    const { verdict, change } = rowOf([before, after], "stunnel", "http.latency.p50");
    assert.deepEqual([verdict, change!.level], ["inconclusive", "block"]);
    assert.ok(change!.marginRatio >= 0.1);
  });

  it("adjusts a primary metric over all scenarios and runs but control, and no other", () => {
    const [before, after] = steadyRuns();
    const third = structuredClone(after);
    third.summary.run.id = "20261123T101500Z-0001";
    setRatio(after, "stunnel", p50, 2.4, { standardError: 0.05 });
    const { change } = rowOf([before, after, third], "stunnel", "http.latency.p50");
    // relay, stunnel and shadowsocks of two runs are the family; stunnel has the least p of the six
    assert.ok(Math.abs(change!.pHolm! / change!.p - 6) < 1e-9, `${change!.pHolm} of ${change!.p}`);
    assert.equal(rowOf([before, after], "stunnel", "http.latency.p95").change!.pHolm, null);
    assert.equal(rowOf([before, after], "control", "http.latency.p50").change!.pHolm, null);
  });

  it("leaves runs that must not be compared out of the family", () => {
    const [before, after] = steadyRuns();
    const third = structuredClone(after);
    third.record.host.kernel = "6.19.0";
    setRatio(after, "stunnel", p50, 2.4, { standardError: 0.05 });
    const { change } = rowOf([before, after, third], "stunnel", "http.latency.p50");
    assert.ok(Math.abs(change!.pHolm! / change!.p - 3) < 1e-9);
  });

  it("judges a primary metric by the adjusted p", () => {
    const [before, after] = steadyRuns();
    setRatio(before, "stunnel", p50, 2, { standardError: 0.05 });
    setRatio(after, "stunnel", p50, 2.4, { standardError: 0.05 });
    const { change, verdict } = rowOf([before, after], "stunnel", "http.latency.p50");
    assert.ok(change!.p < 0.05 && change!.pHolm! > 0.05, `${change!.p} and ${change!.pHolm}`);
    assert.equal(verdict, "inconclusive");
  });

  it("takes the margin that the first run's profile fixed", () => {
    const [before, after] = steadyRuns();
    setRatio(after, "stunnel", p50, 2.4);
    before.record.plan.profile.margins = { p50: { ratio: 0.3, absolute: 0 } };
    const { change, verdict } = rowOf([before, after], "stunnel", "http.latency.p50");
    assert.deepEqual([verdict, change!.marginRatio], ["equivalent", 0.3]);
  });

  it("claims nothing where relay, the same in both runs, came out slower too", () => {
    const [before, after] = steadyRuns();
    setRatio(after, "stunnel", p50, 2.4);
    setRatio(after, "relay", p50, 1.8);
    const { verdict, reason } = rowOf([before, after], "stunnel", "http.latency.p50");
    assert.equal(verdict, "inconclusive");
    assert.equal(reason, "relay, the same in both runs, is slower, too: the sessions differ");
    assert.equal(rowOf([before, after], "relay", "http.latency.p50").verdict, "slower");
  });

  it("doubts every row of a metric in which relay came out different, whatever its own verdict", () => {
    const [before, after] = steadyRuns();
    assert.equal(rowOf([before, after], "stunnel", "http.latency.p50").doubt, null);
    setRatio(after, "relay", p50, 1.8);
    const { verdict, doubt, reason } = rowOf([before, after], "stunnel", "http.latency.p50");
    assert.deepEqual([verdict, reason], ["equivalent", null]);
    assert.equal(doubt, "relay, the same in both runs, is slower, too: the sessions differ");
    assert.equal(rowOf([before, after], "stunnel", "mqtt.latency.p50").doubt, null);
  });

  it("does not take relay for a witness where its image changed", () => {
    const [before, after] = steadyRuns();
    setRatio(after, "stunnel", p50, 2.4);
    setRatio(after, "relay", p50, 1.8);
    for (const container of after.record.containers)
      if (container.scenario === "relay") container.imageIdentity.contextHash = "another";
    assert.equal(rowOf([before, after], "stunnel", "http.latency.p50").verdict, "slower");
  });

  it("says in which run a relation is missing, and why, and shows what was measured", () => {
    const [before, after] = steadyRuns();
    const workload = after.summary.scenarios.find(({ name }) => name === "stunnel")!;
    workload.workloads.http!.vsBaseline!.p50 = null;
    workload.reasons["workloads.http.vsBaseline.p50"] = "1 of 6 instances measured";
    const row = rowOf([before, after], "stunnel", "http.latency.p50");
    assert.equal(row.verdict, null);
    assert.equal(row.reason, "in 20261122T101500Z-09be: 1 of 6 instances measured");
    assert.equal(typeof row.after.value, "number");
  });

  it("shows a scenario that failed with its reason, and judges the others", () => {
    const [before, after] = steadyRuns();
    const row = rowOf([before, after], "native", "http.latency.p50");
    assert.equal(row.verdict, null);
    assert.match(row.reason!, /native-client" exited with code 1/);
    assert.equal(
      compareRuns([before, after]).runs[0]!.failures["wireguard"],
      "unsupported: this machine has no TUN device",
    );
    assert.equal(rowOf([before, after], "stunnel", "http.latency.p50").verdict, "equivalent");
  });

  it("says of words whether they changed, and of a single number that it has no interval", () => {
    const [before, after] = steadyRuns();
    after.summary.scenarios.find(({ name }) => name === "stunnel")!.evidence!.verdict = "readable";
    after.summary.scenarios.find(({ name }) => name === "stunnel")!.requests!.failed = 7;
    assert.equal(rowOf([before, after], "stunnel", "evidence").verdict, "changed");
    assert.equal(rowOf([before, after], "relay", "evidence").verdict, "unchanged");
    const errors = rowOf([before, after], "stunnel", "errors");
    assert.deepEqual([errors.verdict, errors.after.value], [null, 7]);
    assert.match(errors.reason!, /no interval/);
    assert.equal(rowOf([before, after], "relay", "errors").verdict, "unchanged");
  });

  it("compares the metrics and scenarios that are chosen, in a family of all", () => {
    const [before, after] = steadyRuns();
    const metrics = [findMetric("resources.memory")!, findMetric("http.latency.p50")!];
    const { pairs } = compareRuns([before, after], { metrics, scenarios: ["stunnel"] });
    assert.deepEqual(
      pairs[0]!.rows.map(({ scenario, metric }) => [scenario, metric]),
      [
        ["stunnel", "resources.memory"],
        ["stunnel", "http.latency.p50"],
      ],
    );
    assert.equal(
      pairs[0]!.rows[1]!.change!.mdeRatio,
      rowOf([before, after], "stunnel", "http.latency.p50").change!.mdeRatio,
    );
  });
});
