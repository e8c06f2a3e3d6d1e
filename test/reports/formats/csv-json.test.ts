import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import { analyse } from "../../../harness/analysis/analyse.ts";
import { findMetrics } from "../../../harness/model/address.ts";
import { validateSummary } from "../../../harness/model/schema/validate.ts";
import type { Summary } from "../../../harness/model/summary.ts";
import { renderCsv } from "../../../harness/reports/csv.ts";
import { renderJson } from "../../../harness/reports/json.ts";
import { storedRun } from "../../support/fixture-run.ts";
import { fixtureScenarios } from "../../support/fixture-scenarios.ts";

const hostile = `=cmd() "quoted", 'single'\r\nsecond line\n| é`;
const scenarios = fixtureScenarios.map((scenario) =>
  scenario.name === "wireguard" ? { ...scenario, reason: hostile } : scenario,
);
const summary = analyse(storedRun(scenarios));

/** By a parser that is not ours, which refuses rows of another length and quotes in the wrong place. */
function rowsOf(text: string): Record<string, string>[] {
  return parse(text, { columns: true, record_delimiter: "\r\n" });
}

describe("the CSV", () => {
  it("is read by csv-parse: a row for each scenario and workload, texts as they are", () => {
    const rows = rowsOf(renderCsv(summary));
    assert.equal(rows.length, scenarios.length * 2);
    assert.equal(rows.find(({ scenario }) => scenario === "wireguard")!["reason"], hostile);
  });

  it("has every number in full", () => {
    const row = rowsOf(renderCsv(summary)).find(
      (each) => each["scenario"] === "stunnel" && each["workload"] === "mqtt",
    )!;
    const { p95 } = summary.scenarios.find(({ name }) => name === "stunnel")!.workloads.mqtt!.latencyUs;
    assert.deepEqual(
      ["latency.p95", "latency.p95.low", "latency.p95.high"].map((name) => Number(row[name])),
      [p95!.value, p95!.low, p95!.high],
    );
  });

  it("has of chosen metrics these columns alone, and no rows of a workload that none is of", () => {
    const rows = rowsOf(renderCsv(summary, findMetrics("http.latency.p9*")));
    assert.deepEqual(Object.keys(rows[0]!).slice(5), [
      ...["latency.p90", "latency.p90.low", "latency.p90.high"],
      ...["latency.p95", "latency.p95.low", "latency.p95.high"],
      ...["latency.p99", "latency.p99.low", "latency.p99.high"],
      ...["latency.p999", "latency.p999.low", "latency.p999.high"],
    ]);
    assert.deepEqual([...new Set(rows.map(({ workload }) => workload))], ["http"]);
    const general = rowsOf(renderCsv(summary, findMetrics("evidence")));
    assert.deepEqual(
      [Object.keys(general[0]!).at(-1), general.length],
      ["scenario.evidence", scenarios.length * 2],
    );
  });
});

describe("the JSON", () => {
  it("is the summary, which follows its schema", () => {
    const value = JSON.parse(renderJson(summary)) as Summary;
    assert.deepEqual(validateSummary(value), value);
  });

  it("of chosen metrics is a flat list: a value, or why there is none", () => {
    const chosen = findMetrics("http.latency.p99");
    const values = JSON.parse(renderJson(summary, chosen)) as Record<string, unknown>[];
    const of = (name: string) => values.find(({ scenario }) => scenario === name)!;
    const { p99 } = summary.scenarios[0]!.workloads.http!.latencyUs;
    assert.equal(values.length, scenarios.length);
    assert.deepEqual(of("baseline"), {
      ...{ scenario: "baseline", metric: "http.latency.p99", unit: "us", reason: null },
      ...{ value: p99!.value, low: p99!.low, high: p99!.high ?? "inf" },
    });
    assert.equal(of("shadowsocks")["value"], "inf");
    assert.deepEqual([of("wireguard")["value"], of("wireguard")["reason"]], [null, hostile]);
  });
});
