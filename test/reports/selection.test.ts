import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { BenchError } from "../../harness/model/error.ts";
import { findMetric } from "../../harness/model/metrics.ts";
import { type Selection, selectMetrics, selectScenarios } from "../../harness/reports/selection.ts";
import { storedRun } from "../support/fixture-run.ts";

const summary = analyse(storedRun());
const all = summary.scenarios.map(({ name }) => name);
const names = (selection: Selection) => selectScenarios(summary, selection).scenarios.map(({ name }) => name);

describe("choosing scenarios", () => {
  it("keeps the run's order, whatever the order of the names", () => {
    assert.deepEqual(names({ scenario: ["stunnel", "base*"] }), ["baseline", "stunnel"]);
    assert.deepEqual(names({}), all);
  });

  it("leaves the whole summary alone when nothing is chosen", () => {
    assert.deepEqual(selectScenarios(summary, {}), summary);
  });

  it("leaves nothing of the others in the plots, and the endpoints' own lines", () => {
    const { plots } = selectScenarios(summary, { scenario: ["stunnel"] });
    assert.ok(plots.quantiles.length > 0 && plots.quantiles.length < summary.plots.quantiles.length);
    const shown = [...plots.quantiles, ...plots.latency, ...(plots.usage?.series ?? [])];
    assert.ok(shown.every(({ scenario }) => scenario === null || scenario === "stunnel"));
    assert.equal(plots.phases, summary.plots.phases);
  });

  it("names the nearest for a typing error", () => {
    assert.throws(
      () => names({ scenario: ["stunel"] }),
      (error: BenchError) => /no scenario "stunel"/.test(error.message) && /"stunnel"/.test(error.hints[0]!),
    );
  });
});

describe("sorting scenarios", () => {
  it("goes by name", () => {
    assert.deepEqual(names({ sort: "name" }), all.toSorted());
  });

  it("puts the best first, infinite behind all numbers, and what was not measured last", () => {
    // shadowsocks lost 12 of 1,025 requests: its p99 is infinite; wireguard and native did not run
    assert.deepEqual(names({ sort: "http.latency.p99" }), [
      "baseline",
      "relay",
      "control",
      "stunnel",
      "shadowsocks",
      "wireguard",
      "native",
    ]);
    assert.deepEqual(names({ sort: "http.latency.p50", scenario: ["s*", "relay", "native"] }), [
      "shadowsocks",
      "relay",
      "stunnel",
      "native",
    ]);
  });

  it("puts what was not measured last, wherever it stood", () => {
    const turned = { ...summary, scenarios: summary.scenarios.toReversed() };
    const sorted = selectScenarios(turned, { sort: "http.latency.p50" }).scenarios.map(({ name }) => name);
    assert.deepEqual(sorted.slice(0, 2), ["baseline", "shadowsocks"]);
    assert.deepEqual(sorted.slice(-2), ["native", "wireguard"]);
  });

  it("takes more as better where the metric says so", () => {
    const rated = {
      ...summary,
      scenarios: summary.scenarios.map((scenario, index) => {
        const { http } = scenario.workloads;
        const rate = http && { ...http, achievedPerSecond: index };
        return { ...scenario, workloads: { ...scenario.workloads, http: rate } };
      }),
    };
    const sorted = selectScenarios(rated, { sort: "http.achieved" }).scenarios.map(({ name }) => name);
    assert.deepEqual(sorted.slice(0, 3), ["shadowsocks", "stunnel", "control"]);
  });

  it("puts the best word first, and between what could not be judged", () => {
    const words = names({ sort: "evidence" }).slice(0, 5);
    assert.deepEqual(words, ["stunnel", "shadowsocks", "baseline", "relay", "control"]);
    const judged = structuredClone(summary);
    const verdicts = ["slower", "equivalent", "inconclusive", "faster"] as const;
    const relay = judged.scenarios.find(({ name }) => name === "relay")!;
    judged.scenarios = verdicts.map((verdict) => {
      const one = structuredClone(relay);
      one.name = verdict;
      one.workloads.http!.vsBaseline!.p50!.verdict = verdict;
      return one;
    });
    const sorted = selectScenarios(judged, { sort: "http.verdict.p50" }).scenarios;
    assert.deepEqual(
      sorted.map(({ name }) => name),
      ["faster", "equivalent", "inconclusive", "slower"],
    );
  });

  it("sorts the panels of the plots alike", () => {
    const { scenarios, plots } = selectScenarios(summary, { sort: "http.latency.p50" });
    const order = scenarios.map(({ name }) => name);
    for (const rows of [plots.quantiles, plots.latency]) {
      const shown = [...new Set(rows.map(({ scenario }) => scenario))];
      assert.deepEqual(
        shown,
        order.filter((name) => shown.includes(name)),
      );
      assert.equal(rows.length, summary.plots.quantiles.length);
    }
  });

  it("refuses what stands for more than one metric", () => {
    assert.throws(
      () => names({ sort: "http.latency.*" }),
      (error: BenchError) =>
        error.code === "bad-input" && /"http.latency.\*" stands for 8/.test(error.message),
    );
  });
});

describe("choosing metrics", () => {
  const chosen = (...metric: string[]) => selectMetrics(summary, { metric })?.map(({ address }) => address);

  it("is nothing when none is named", () => {
    assert.equal(selectMetrics(summary, {}), null);
  });

  it("keeps the order in which they were named, each once", () => {
    assert.deepEqual(chosen("http.ratio.p50", "http.latency.p5*", "http.ratio.p50"), [
      "http.ratio.p50",
      "http.latency.p50",
    ]);
  });

  it("takes of a pattern what was measured, and of an address always itself", () => {
    const { scenarios } = summary;
    assert.ok(scenarios.every(({ workloads }) => !workloads.http?.saturation));
    const saturation = findMetric("http.saturation")!.address;
    assert.deepEqual(chosen(saturation), [saturation]);
    assert.ok(!chosen("http.*")!.includes(saturation));
    assert.ok(chosen("http.saturation.*")!.length > 1, "all, where none was measured");
  });
});
