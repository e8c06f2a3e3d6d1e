import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { basesInOtherRun } from "../../harness/checks/bases-in-other-run.ts";
import { parseCheckFile } from "../../harness/checks/check-file.ts";
import { checkRun } from "../../harness/checks/check-run.ts";
import { basesInRun, type Difference, type Measured } from "../../harness/checks/difference.ts";
import type { Finding } from "../../harness/checks/finding.ts";
import { judgeDifference } from "../../harness/checks/judge-difference.ts";
import { oneSidedBound } from "../../harness/checks/one-sided.ts";
import { findMetric } from "../../harness/model/metrics.ts";
import type { ControlComparisons, Summary } from "../../harness/model/summary.ts";
import { compareRuns } from "../../harness/reports/compare/compare-runs.ts";
import type { ComparedRow } from "../../harness/reports/compare/comparison.ts";
import { comparedRun, laterRun, setRatio } from "../support/compared-runs.ts";
import {
  fixtureSummary,
  noisy,
  scenarioIn,
  slower,
  slowerMeasured,
  summaryWithBase,
  unchanged,
} from "./summaries.ts";

function regressions(yaml: string, summary: Summary): Finding[] {
  const file = parseCheckFile(`regressions:\n${yaml}`, "bench.yaml");
  return checkRun(file, summary, basesInRun(summary)).findings;
}

function p50(
  comparison: Partial<ControlComparisons["p50"]>,
  yaml = "  - stunnel.http.latency.p50\n",
): Finding {
  const [found] = regressions(yaml, summaryWithBase({ p50: { ...slower, ...comparison } }));
  return found!;
}

describe("the one-sided bound", () => {
  // R 4: x <- c(0.10, 0.14, 0.12, 0.17, 0.09, 0.13); exp(mean(x)), exp(t.test(x)$conf.int),
  // exp(t.test(x, alternative = "less")$conf.int[2]), exp(t.test(x, alternative = "greater")$conf.int[1])
  it("is R's, from the 95 % interval of a log ratio", () => {
    const close = (found: number, expected: number) =>
      assert.ok(Math.abs(found - expected) < 1e-8, String(found));
    close(oneSidedBound(slowerMeasured, "above"), 1.16032487444);
    close(oneSidedBound(slowerMeasured, "below"), Math.exp(0.101299969916));
  });

  it("is R's, from the 95 % interval of a difference", () => {
    const shift = { ratio: 1.125, low: 1.094766052446, high: 1.155233947554, scale: "linear" } as const;
    const bound = oneSidedBound({ ...shift, degreesOfFreedom: 5 }, "below");
    assert.ok(Math.abs(bound - 1.101299969916) < 1e-9, String(bound));
  });

  it("is farther out where the degrees of freedom are not known", () => {
    const unknown = oneSidedBound({ ...slowerMeasured, degreesOfFreedom: null }, "above");
    assert.ok(unknown > oneSidedBound(slowerMeasured, "above") && unknown < slowerMeasured.high);
  });
});

describe("a regression against the base in the same run", () => {
  it("fails where it is sure and beyond the margin, and says by how much, with the interval and the base", () => {
    const { state, isGreen, detail, scenarios } = p50({});
    assert.deepEqual([state, isGreen], ["failed", false]);
    assert.equal(
      detail,
      "is +81 µs (95 % interval +61 µs … +101 µs), +13 % (+9.9 % … +17 %) against stunnel@main; 5 % would be tolerable (p 0.00017)",
    );
    assert.deepEqual(scenarios, ["stunnel", "stunnel@main"]);
  });

  it("passes where a difference beyond the margin is ruled out, also one to the better", () => {
    assert.equal(p50(unchanged).state, "passed");
    const faster = { ratio: 1 / slower.ratio, low: 1 / slower.high, high: 1 / slower.low };
    assert.equal(p50(faster).state, "passed");
  });

  it("is undecided where neither is so, and not green then unless the file says so", () => {
    const found = p50(noisy);
    assert.deepEqual([found.state, found.isGreen], ["undecided", false]);
    assert.match(found.detail, /worse by 21 % cannot be ruled out, 5 % would be tolerable \(p 0\.4\)/);
    const allowed = p50(noisy, "  - metric: stunnel.http.latency.p50\n    undecided: pass\n");
    assert.deepEqual([allowed.state, allowed.isGreen], ["undecided", true]);
  });

  it("counts only from the larger of the margin and the file's least effect", () => {
    const rule = (own: string) => p50({}, `  - metric: stunnel.http.latency.p50\n    ${own}\n`).state;
    assert.equal(rule("relative: 12 %"), "failed");
    assert.equal(rule("relative: 14 %"), "undecided");
    assert.equal(rule("relative: 17 %"), "passed");
    assert.equal(rule("relative: 1 %"), "failed");
    // the fixture's base takes 850 µs or so: 200 µs are more than a fifth of it
    assert.equal(rule("absolute: 200 us"), "passed");
    assert.equal(rule("absolute: 50 us"), "failed");
  });

  it("needs more of each, the more is checked", () => {
    const rules =
      "  - stunnel.http.latency.p50\n  - stunnel.http.latency.p95\n  - stunnel.http.latency.p99\n";
    const comparison = { ...slower, p: 0.02 };
    const alone = regressions("  - stunnel.http.latency.p50\n", summaryWithBase({ p50: comparison }));
    const together = regressions(
      rules,
      summaryWithBase({ p50: comparison, p95: comparison, p99: comparison }),
    );
    assert.deepEqual(
      alone.map(({ state }) => state),
      ["failed"],
    );
    assert.deepEqual(
      together.map(({ state }) => state),
      ["undecided", "undecided", "undecided"],
    );
    assert.match(together[0]!.detail, /p 0\.06, Holm over 3/);
  });

  it("does not need more because two rules ask for the same", () => {
    const twice = "  - stunnel.http.latency.p50\n  - metric: stunnel.http.latency.p50\n    relative: 12 %\n";
    const found = regressions(twice, summaryWithBase({ p50: { ...slower, p: 0.03 } }));
    assert.deepEqual(
      found.map(({ state }) => state),
      ["failed", "failed"],
    );
  });

  it("asks with a pattern only the scenarios that have a base", () => {
    const found = regressions('  - "*.http.latency.p50"\n', summaryWithBase({ p50: slower }));
    assert.deepEqual(
      found.map(({ subject }) => subject),
      ["stunnel.http.latency.p50"],
    );
  });

  it("is missing, and not green, without a base, without a comparison and for what cannot be compared", () => {
    const detail = (yaml: string, summary: Summary) => {
      const [found] = regressions(yaml, summary);
      assert.deepEqual([found!.state, found!.isGreen], ["missing", false]);
      return found!.detail;
    };
    assert.match(detail('  - "*.http.latency.p50"\n', fixtureSummary()), /has no base.*--against/);
    assert.match(detail("  - stunnel.http.latency.p50\n", fixtureSummary()), /has no base/);
    const some = summaryWithBase({ p50: slower });
    assert.match(
      detail("  - stunnel.mqtt.latency.p50\n", some),
      /compared with stunnel@main: in 1 of 6 instances only/,
    );
    assert.match(detail("  - stunnel.resources.memory\n", some), /"resources\.memory" is not compared/);
  });
});

describe("missing: pass", () => {
  const only = (metric: string, summary: Summary) =>
    regressions(`  - metric: ${metric}\n    missing: pass\n`, summary).map(({ state, isGreen }) => [
      state,
      isGreen,
    ]);
  const metric = "stunnel.http.latency.p50";

  it("lets pass what has no base, or whose base never had the workload", () => {
    assert.deepEqual(only(metric, fixtureSummary()), [["missing", true]]);
    const summary = summaryWithBase({ p50: slower });
    scenarioIn(summary, "stunnel@main").workloads.mqtt = null;
    assert.deepEqual(only("stunnel.mqtt.latency.p50", summary), [["missing", true]]);
  });

  it("does not let pass what lost its comparison with a base that is there", () => {
    assert.deepEqual(only(metric, summaryWithBase({})), [["missing", false]]);
    const crashed = summaryWithBase({ p50: slower });
    const head = scenarioIn(crashed, "stunnel");
    Object.assign(head, { status: "failed", workloads: { http: null, mqtt: null } });
    assert.deepEqual(only(metric, crashed), [["missing", false]]);
    assert.deepEqual(only('"*.http.latency.p50"', crashed), [["missing", false]]);
  });
});

describe("a difference", () => {
  const judge = (measured: Partial<Measured>, difference: Partial<Difference> = {}, least = 0) => {
    const metric = findMetric("http.latency.p50")!;
    const facts = { scenario: "x", against: "run 1", metric, reason: null, isLost: false, doubt: null };
    const whole = { ...slowerMeasured, ...measured };
    const one: Difference = { ...facts, measured: whole, ...difference };
    return judgeDifference(one, whole, { relative: 0, absolute: least }, new Map([[one, whole.p]])).state;
  };

  it("of a rate is worse downwards", () => {
    const metric = findMetric("http.achieved")!;
    assert.equal(judge({}, { metric }), "passed");
    const less = { ratio: 1 / slower.ratio, low: 1 / slower.high, high: 1 / slower.low };
    assert.equal(judge(less, { metric }), "failed");
  });

  it("fails nothing where something else says that the sessions differ", () => {
    assert.equal(
      judge({}, { doubt: "relay, the same in both runs, is slower, too: the sessions differ" }),
      "undecided",
    );
  });

  it("is missing where the file's amount has nothing to be a share of", () => {
    assert.equal(judge({ baseValue: null }, {}, 50), "missing");
  });
});

describe("a regression against another run", () => {
  const value = { value: 600, low: 590, high: 610, reason: null };
  const row: ComparedRow = {
    ...{
      scenario: "stunnel",
      metric: "http.latency.p50",
      title: "",
      unit: "us",
      before: value,
      after: value,
    },
    ...{ beforeVsBaseline: null, afterVsBaseline: null, change: slower, verdict: "slower" },
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
    assert.equal(judge({ change: unchanged, verdict: "equivalent" }).state, "passed");
  });

  it("is missing where the runs must not be compared, once a rule, with the reason", () => {
    const found = judgeAll('"*.http.latency.p50"', { change: null }, ["host: a → b"]);
    assert.deepEqual(
      found.map(({ state, isGreen, detail }) => [state, isGreen, detail]),
      [["missing", false, "must not be compared with run 20261120T101500Z-77e0: host: a → b"]],
    );
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
