import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseCheckFile } from "../../harness/checks/check-file.ts";
import { checkRun } from "../../harness/checks/check-run.ts";
import { basesInRun, type Difference, type Measured } from "../../harness/checks/difference.ts";
import type { Finding } from "../../harness/checks/finding.ts";
import { judgeDifference } from "../../harness/checks/judge-difference.ts";
import { findMetric } from "../../harness/model/metrics.ts";
import type { ControlComparisons, Summary } from "../../harness/model/summary.ts";
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

  it("asks with a pattern only the metrics that can be compared", () => {
    const comparisons = { p50: unchanged, p95: unchanged, p99: unchanged };
    const found = regressions('  - "*.http.latency.*"\n', summaryWithBase(comparisons));
    assert.deepEqual(
      found.map(({ subject, state }) => [subject, state]),
      ["p50", "p95", "p99"].map((statistic) => [`stunnel.http.latency.${statistic}`, "passed"]),
    );
  });

  it("is missing, and not green, without a base and without a comparison", () => {
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

  it("lets pass a tail for which the profile makes too few requests, but not one that failed requests took away", () => {
    const tail = "stunnel.http.latency.p99";
    const short = summaryWithBase({ p50: unchanged });
    assert.deepEqual(only(tail, short), [["missing", true]]);
    assert.deepEqual(
      regressions(`  - ${tail}\n`, short).map(({ isGreen }) => isGreen),
      [false],
    );
    for (const name of ["stunnel", "stunnel@main"]) {
      const failing = summaryWithBase({ p50: unchanged });
      scenarioIn(failing, name).workloads.http!.failed = 1;
      assert.deepEqual(only(tail, failing), [["missing", false]], name);
    }
  });

  it("lets pass CPU whose rounds a noisy machine dropped, but not where a request of them failed", () => {
    const cost = "stunnel.http.cpu.system";
    const noisyRun = summaryWithBase({ p50: unchanged });
    assert.deepEqual(only(cost, noisyRun), [["missing", true]]);
    for (const name of ["stunnel", "stunnel@main"]) {
      const failing = summaryWithBase({ p50: unchanged });
      scenarioIn(failing, name).workloads.http!.slots!.errors = 1;
      assert.deepEqual(only(cost, failing), [["missing", false]], name);
    }
    assert.deepEqual(only(cost, summaryWithBase({})), [["missing", false]]);
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
