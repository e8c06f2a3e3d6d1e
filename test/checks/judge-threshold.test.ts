import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseCheckFile } from "../../harness/checks/check-file.ts";
import { judgeThreshold, judgeValue } from "../../harness/checks/judge-threshold.ts";
import { parseRule } from "../../harness/checks/rule-text.ts";
import type { MetricValue } from "../../harness/model/metric-value.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { fixtureSummary, scenarioIn, summaryWithBase } from "./summaries.ts";

function stateOf(rule: string, found: Partial<MetricValue>): string {
  const { operator, conditions } = parseRule(rule);
  const value = { value: null, low: null, high: null, reason: null, ...found };
  return judgeValue(operator, conditions[0]!, value).state;
}

function judge(rule: string, summary: Summary) {
  const file = parseCheckFile(`thresholds:\n  - ${JSON.stringify(rule)}\n`, "bench.yaml");
  return judgeThreshold(file.thresholds[0]!, summary);
}

describe("a threshold", () => {
  const below = "x.http.latency.p99 < 5 ms";

  it("is passed only if the whole interval keeps it, failed only if none of it does", () => {
    assert.equal(stateOf(below, { value: 4_000, low: 3_500, high: 4_900 }), "passed");
    assert.equal(stateOf(below, { value: 4_000, low: 3_500, high: 5_000 }), "undecided");
    assert.equal(stateOf(below, { value: 6_000, low: 4_999, high: 7_000 }), "undecided");
    assert.equal(stateOf(below, { value: 6_000, low: 5_000, high: 7_000 }), "failed");
  });

  it("is mirrored for what must be above, and counts the limit itself with <= and >=", () => {
    const bounds = { value: 10, low: 8, high: 12 };
    assert.equal(stateOf("x.http.achieved > 8 1/s", bounds), "undecided");
    assert.equal(stateOf("x.http.achieved >= 8 1/s", bounds), "passed");
    assert.equal(stateOf("x.http.achieved > 12 1/s", bounds), "failed");
    assert.equal(stateOf("x.http.achieved >= 12 1/s", bounds), "undecided");
    assert.equal(stateOf("x.http.achieved <= 12 1/s", bounds), "passed");
    assert.equal(stateOf("x.http.achieved < 12 1/s", bounds), "undecided");
  });

  it("takes a value without an interval as it is", () => {
    assert.equal(stateOf("x.http.errors == 0", { value: 0 }), "passed");
    assert.equal(stateOf("x.http.errors == 0", { value: 1 }), "failed");
    assert.equal(stateOf("x.http.errors != 0", { value: 1 }), "passed");
    assert.equal(stateOf("x.resources.memory < 1 GiB", { value: 1_000 }), "passed");
    assert.equal(stateOf("x.evidence == not-found", { value: "readable" }), "failed");
    assert.equal(stateOf("x.evidence != readable", { value: "not-found" }), "passed");
  });

  it("is never passed by a value that is not there, nor by requests without an answer", () => {
    assert.equal(stateOf(below, { value: null }), "missing");
    const infinite = Number.POSITIVE_INFINITY;
    assert.equal(stateOf(below, { value: infinite, low: infinite, high: infinite }), "failed");
    assert.equal(stateOf(below, { value: infinite, low: 900, high: infinite }), "failed");
    assert.equal(stateOf("x.http.latency.p99 <= 5 ms", { value: infinite, low: 900, high: null }), "failed");
  });

  it("is not failed by a rate that is a lower bound, nor by what others disturbed", () => {
    const rate = { value: 900, low: 880, high: 920 };
    const rule = "x.http.saturation > 1000 1/s";
    assert.equal(stateOf(rule, rate), "failed");
    assert.equal(stateOf(rule, { ...rate, isLowerBound: true }), "undecided");
    assert.equal(stateOf(rule, { ...rate, foreignPercent: 40 }), "undecided");
    assert.equal(stateOf("x.http.saturation > 800 1/s", { ...rate, foreignPercent: 40 }), "passed");
  });
});

describe("a pattern of scenarios", () => {
  const names = (rule: string, summary: Summary) =>
    judge(rule, summary).map(({ subject }) => subject.split(".http")[0]);

  it("asks all that ran, but not what cannot run on this machine", () => {
    const summary = fixtureSummary();
    const unsupported = summary.scenarios.filter(({ status }) => status === "unsupported");
    assert.ok(unsupported.length > 0);
    const asked = names("*.http.errors == 0", summary);
    assert.equal(asked.length, summary.scenarios.length - unsupported.length);
    for (const { name } of unsupported)
      assert.equal(judge(`${name}.http.errors == 0`, summary)[0]!.state, "missing");
  });

  it("is failed by the one that has errors, and not green for the one that failed", () => {
    const summary = fixtureSummary();
    const states = new Map(judge("*.http.errors == 0", summary).map((found) => [found.subject, found]));
    assert.equal(states.get("shadowsocks.http.errors")?.state, "failed");
    assert.equal(states.get("shadowsocks.http.errors")?.detail, "is 12");
    assert.equal(states.get("stunnel.http.errors")?.state, "passed");
    const failed = summary.scenarios.find(({ status }) => status === "failed")!;
    assert.equal(states.get(`${failed.name}.http.errors`)?.isGreen, false);
  });

  it("leaves the base of a comparison out unless it asks for it", () => {
    const summary = summaryWithBase({});
    assert.ok(!names("*.http.errors == 0", summary).includes("stunnel@main"));
    assert.deepEqual(names("stunnel@*.http.errors == 0", summary), ["stunnel@main"]);
  });

  it("leaves a workload out that the scenario does not carry, but asks for one that it is named for", () => {
    const summary = fixtureSummary();
    scenarioIn(summary, "stunnel").workloads.mqtt = null;
    const asked = judge("*.mqtt.errors == 0", summary).map(({ subject }) => subject);
    assert.ok(asked.includes("relay.mqtt.errors") && !asked.includes("stunnel.mqtt.errors"));
    assert.equal(judge("stunnel.mqtt.errors == 0", summary)[0]!.state, "missing");
  });

  it("is not green where it asks nobody, as in a run that broke off at once", () => {
    const summary = fixtureSummary();
    for (const { workloads } of summary.scenarios) workloads.http = null;
    const asked = judge("*relay*.http.errors == 0", summary);
    assert.deepEqual(
      asked.map(({ state, isGreen }) => [state, isGreen]),
      [["missing", false]],
    );
  });

  it("says which name was probably meant where none matches, and is not green", () => {
    const [found] = judge("stunel.http.errors == 0", fixtureSummary());
    assert.equal(found!.state, "missing");
    assert.equal(found!.isGreen, false);
    assert.match(found!.detail, /no scenario "stunel" in this run; did you mean "stunnel"/);
  });
});
