import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { basesInOtherRun } from "../../harness/checks/bases-in-other-run.ts";
import { parseCheckFile } from "../../harness/checks/check-file.ts";
import { checkRun } from "../../harness/checks/check-run.ts";
import type { Measured } from "../../harness/checks/difference.ts";
import { oneSidedInterval } from "../../harness/checks/one-sided.ts";
import { metrics } from "../../harness/model/metrics.ts";
import { compareRuns } from "../../harness/reports/compare/compare-runs.ts";
import type { ComparedRow, ComparedRun } from "../../harness/reports/compare/comparison.ts";
import { comparedRun, laterRun, setRatio } from "../support/compared-runs.ts";
import { fixtureSummary, scenarioIn, slower, unchanged } from "./summaries.ts";

describe("the interval of which each end is a one-sided bound", () => {
  // R 4: x <- c(0.10, 0.14, 0.12, 0.17, 0.09, 0.13); exp(mean(x)), exp(t.test(x)$conf.int),
  // exp(t.test(x, alternative = "less")$conf.int[2]), exp(t.test(x, alternative = "greater")$conf.int[1])
  it("is R's, from the 95 % interval of a log ratio", () => {
    const { low, high } = oneSidedInterval(slower);
    isClose(high, 1.16032487444, 1e-8);
    isClose(low, Math.exp(0.101299969916), 1e-8);
  });

  it("is R's, from the 95 % interval of a difference", () => {
    const { shiftUs, shiftLowUs, shiftHighUs, ...rest } = slower;
    const cost = { ...rest, shiftMs: shiftUs, shiftLowMs: shiftLowUs, shiftHighMs: shiftHighUs };
    const { low } = oneSidedInterval({ ...cost, ratio: 1.125, low: 1.094766052446, high: 1.155233947554 });
    isClose(low, 1.101299969916, 1e-9);
  });

  it("between two runs has Welch's degrees of freedom: those of R's t.test, from the two intervals alone", () => {
    // R 4.2.2, of test/stats/welch.test.ts: t.test(log(b), log(a), conf.level = 0.9)$conf.int, 7.2 degrees of freedom
    const [before, after] = [comparedRun(), laterRun()];
    const relation = (low: number, high: number, n: number) => ({
      ...slower,
      ...{ ratio: Math.exp((low + high) / 2), low: Math.exp(low), high: Math.exp(high), n },
    });
    const vsBaseline = (run: ComparedRun) => scenarioIn(run.summary, "stunnel").workloads.http!.vsBaseline!;
    vsBaseline(before).p50 = relation(0.452930631250314, 0.473825747263183, 6);
    vsBaseline(after).p50 = relation(0.497744647722842, 0.531582651883449, 5);
    const { low, high } = oneSidedIn(before, after);
    isClose(low, Math.exp(0.0374683834843566), 1e-9);
    isClose(high, Math.exp(0.0651025376084375), 1e-9);
  });

  it("between two runs alike has 2(n − 1) degrees of freedom, however few n are", () => {
    // printed tables: t of 95 % one-sided is 2.919986 with 2 degrees of freedom, 1.812461 with 10
    for (const [n, t] of [
      [2, 2.919986],
      [6, 1.812461],
    ] as const) {
      const runs = [comparedRun(), laterRun()] as const;
      for (const run of runs) setRatio(run, "stunnel", ["http", "p50"], 1.5, { standardError: 0.02, n });
      isClose(oneSidedIn(...runs).high, Math.exp(t * 0.02 * Math.SQRT2), 1e-6);
    }
  });
});

/** As the difference of stunnel's HTTP p50 has it. */
function oneSidedIn(before: ComparedRun, after: ComparedRun): Measured["oneSided"] {
  const { differences } = basesInOtherRun(compareRuns([before, after]).pairs[0]!);
  const found = differences.find(
    ({ scenario, metric }) => scenario === "stunnel" && metric.address === "http.latency.p50",
  );
  return found!.measured!.oneSided;
}

function isClose(found: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(found - expected) < tolerance, `${found} is not ${expected}`);
}

describe("a regression against another run", () => {
  const value = { value: 600, low: 590, high: 610, reason: null };
  const betweenRuns = (found: typeof slower) => {
    const { low: low90, high: high90 } = oneSidedInterval(found);
    return { ...found, low90, high90 };
  };
  const change = betweenRuns(slower);
  const row: ComparedRow = {
    ...{
      scenario: "stunnel",
      metric: "http.latency.p50",
      title: "",
      unit: "us",
      before: value,
      after: value,
    },
    ...{ beforeVsBaseline: null, afterVsBaseline: null, change, verdict: "slower" },
    ...{ reason: null, doubt: null },
  };
  const judgeAll = (yaml: string, own: Partial<ComparedRow>, obstacles: string[] = []) => {
    const rows = ["relay", "stunnel"].map((scenario) => ({ ...row, ...own, scenario }));
    const bases = basesInOtherRun({ against: "20261120T101500Z-77e0", obstacles, rows });
    const file = parseCheckFile(`regressions:\n  - ${yaml}\n`, "bench.yaml");
    return checkRun(file, fixtureSummary(), bases).findings;
  };
  const judge = (own: Partial<ComparedRow>) => judgeAll("stunnel.http.latency.p50", own)[0]!;

  it("is judged like one in the same run", () => {
    assert.equal(judge({}).state, "failed");
    assert.match(judge({}).detail, /against run 20261120T101500Z-77e0/);
    assert.equal(judge({ change: betweenRuns(unchanged), verdict: "equivalent" }).state, "passed");
  });

  it("is missing where the runs must not be compared, once a rule, with the reason", () => {
    const found = judgeAll('"*.http.latency.p50"', { change: null }, ["host: a → b"]);
    assert.deepEqual(
      found.map(({ state, isGreen, detail }) => [state, isGreen, detail]),
      [["missing", false, "must not be compared with run 20261120T101500Z-77e0: host: a → b"]],
    );
  });

  it("is not green where the runs must not be compared, whatever the file lets pass", () => {
    for (const metric of ["stunnel.http.latency.p50", '"*.http.latency.p50"', "nowhere.http.latency.p50"]) {
      const rule = `metric: ${metric}\n    missing: pass\n    undecided: pass`;
      const found = judgeAll(rule, { change: null }, ["host: a → b"]);
      assert.deepEqual(
        found.map(({ state, isGreen, detail }) => [state, isGreen, /must not be compared/.test(detail)]),
        [["missing", false, true]],
      );
    }
  });

  it("is asked by a pattern only in what two runs can be compared in", () => {
    const subjects = (yaml: string) => {
      const [pair] = compareRuns([comparedRun(), laterRun()], { metrics }).pairs;
      const file = parseCheckFile(`regressions:\n  - ${yaml}\n`, "bench.yaml");
      const { findings } = checkRun(file, comparedRun().summary, basesInOtherRun(pair!));
      return findings.map(({ subject, state, detail }) => ({ subject, state, detail }));
    };
    assert.deepEqual(
      subjects("stunnel.http.*").map(({ subject }) => subject),
      ["latency.p50", "latency.p95", "latency.p99", "cpu.system"].map((rest) => `stunnel.http.${rest}`),
    );
    const [tunnel] = subjects("stunnel.http.cpu.tunnel");
    assert.equal(tunnel!.state, "missing");
    assert.match(tunnel!.detail, /^"http\.cpu\.tunnel" is not compared with another run, only with a base/);
  });

  it("lets pass, if the file does, a tail for which the profile makes too few requests", () => {
    const [before, later] = [comparedRun(), laterRun()];
    const greens = () => {
      const [pair] = compareRuns([before, later], { metrics }).pairs;
      const yaml = "regressions:\n  - metric: stunnel.http.latency.p99\n    missing: pass\n";
      const { findings } = checkRun(
        parseCheckFile(yaml, "bench.yaml"),
        later.summary,
        basesInOtherRun(pair!),
      );
      return findings.map(({ state, isGreen }) => [state, isGreen]);
    };
    scenarioIn(before.summary, "stunnel").workloads.http!.vsBaseline!.p99 = null;
    assert.deepEqual(greens(), [["missing", true]]);
    scenarioIn(later.summary, "stunnel").workloads.http!.failed = 1;
    assert.deepEqual(greens(), [["missing", false]]);
  });

  it("is lost where the other run has the value, and missing where it does not", () => {
    const lost = (own: Partial<ComparedRow>) =>
      judge({ change: null, verdict: null, ...own }).isLost ?? false;
    assert.equal(lost({}), true);
    assert.equal(lost({ before: { ...value, value: null } }), false);
  });

  it("is undecided where only the check, whose family is smaller, is sure and an unchanged scenario differs", () => {
    const [before, after] = [comparedRun(), laterRun()];
    const p50: ["http", "p50"] = ["http", "p50"];
    for (const run of [before, after])
      for (const name of ["relay", "control", "stunnel"])
        setRatio(run, name, p50, 1.5, { standardError: name === "stunnel" ? 0.05 : 0.005 });
    setRatio(after, "stunnel", p50, 1.8, { standardError: 0.05 });
    const stateOf = () => {
      const [pair] = compareRuns([before, after]).pairs;
      const row = pair!.rows.find(
        ({ scenario, metric }) => scenario === "stunnel" && metric === "http.latency.p50",
      )!;
      const file = parseCheckFile("regressions:\n  - stunnel.http.latency.p50\n", "bench.yaml");
      const [found] = checkRun(file, after.summary, basesInOtherRun(pair!)).findings;
      return [row.verdict, found!.state];
    };
    assert.deepEqual(stateOf(), ["inconclusive", "failed"]);
    setRatio(after, "relay", p50, 1.8);
    assert.deepEqual(stateOf(), ["inconclusive", "undecided"]);
  });

  it("is missing where there is no difference, with the reason", () => {
    const found = judge({ change: null, verdict: null, reason: "in b: it has no finite level" });
    assert.deepEqual([found.state, found.isGreen], ["missing", false]);
    assert.match(found.detail, /with run 20261120T101500Z-77e0: in b: it has no finite level/);
  });

  it("is not asked of the references by a pattern, but of one that is named", () => {
    const subjects = (yaml: string) => judgeAll(yaml, {}).map(({ subject }) => subject);
    assert.deepEqual(subjects('"*.http.latency.p50"'), ["stunnel.http.latency.p50"]);
    assert.deepEqual(subjects("relay.http.latency.p50"), ["relay.http.latency.p50"]);
  });

  it("is undecided where an unchanged scenario came out different, too", () => {
    assert.equal(judge({ verdict: "inconclusive", doubt: "relay is slower, too" }).state, "undecided");
  });
});
