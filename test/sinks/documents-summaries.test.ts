import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { Metric } from "../../harness/model/metric.ts";
import { metrics } from "../../harness/model/metrics.ts";
import { workloadNames } from "../../harness/model/scenario.ts";
import type { ScenarioSummary } from "../../harness/model/summary.ts";
import { summaryDocuments } from "../../harness/sinks/documents/summary.ts";
import { metricFieldName } from "../../harness/sinks/fields/metric-field.ts";
import { lineId } from "../../harness/sinks/indices.ts";
import { studyRun } from "../analysis/study-run.ts";
import { storedRun } from "../support/fixture-run.ts";
import { exampleRun } from "./example-run.ts";
import { maximalRecord, maximalSummary } from "./maximal.ts";

/** What stands at a metric's path, by a walk of its own. */
function atPath(scenario: ScenarioSummary, { path, fields }: Metric): unknown {
  const found = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], scenario);
  if (found === null || typeof found !== "object") return found;
  return (found as Record<string, unknown>)[fields?.value ?? "value"];
}

/** The ends of its interval there: a word such as what limited a rate has none, whatever stands beside it. */
function endsAtPath(scenario: ScenarioSummary, { path, fields }: Metric): { low?: unknown; high?: unknown } {
  const found = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], scenario);
  const { low, high } = fields ?? { low: "low", high: "high" };
  if (found === null || typeof found !== "object" || low === undefined || high === undefined) return {};
  const ends = found as Record<string, unknown>;
  return { low: ends[low], high: ends[high] };
}

describe("the summary documents", () => {
  const record = maximalRecord();
  const summary = maximalSummary();
  const documents = summaryDocuments(record, summary);
  const byId = new Map(documents.map(({ id, document }) => [id, document]));
  const [scenario] = summary.scenarios as [ScenarioSummary];

  it("are one for the run and one for every scenario and workload", () => {
    const { id } = record;
    const expected = [`${id}-summary`, `${id}-summary-text-http`, `${id}-summary-text-mqtt`];
    assert.deepEqual([...byId.keys()], expected);
  });

  it("hold the value of every metric in the document of its workload, or in both", () => {
    for (const metric of metrics) {
      const own = workloadNames.filter((name) => metric.address.startsWith(`${name}.`));
      for (const workload of own.length > 0 ? own : workloadNames) {
        const document = byId.get(`${record.id}-summary-text-${workload}`)!;
        assert.equal(document[metricFieldName(metric)], atPath(scenario, metric), metric.address);
      }
    }
  });

  it("hold both ends of every interval that the summary has", () => {
    let intervals = 0;
    for (const metric of metrics) {
      const { low, high } = endsAtPath(scenario, metric);
      if (low === undefined) continue;
      const workload = metric.address.startsWith("mqtt.") ? "mqtt" : "http";
      const document = byId.get(`${record.id}-summary-text-${workload}`)!;
      const written = ["low", "high"].map((end) => document[`${metricFieldName(metric)}_${end}`]);
      assert.deepEqual(written, [low, high], metric.address);
      intervals++;
    }
    assert.ok(intervals > 50);
  });

  it("keep summary.json and run.json whole, in the run's document alone", () => {
    const [run, ...rest] = documents;
    assert.equal(run!.document["bench.kind"], "run");
    assert.deepEqual(run!.document["bench.summary"], summary);
    assert.deepEqual(run!.document["bench.record"], record);
    assert.deepEqual(run!.document["bench.gates.failed"], ["gate-invalid"]);
    for (const { document } of rest) {
      assert.equal(document["bench.kind"], "workload");
      assert.ok(!("bench.summary" in document) && !("bench.record" in document));
    }
  });

  it("of a run that has no summary are the run's own", () => {
    const [only, ...rest] = summaryDocuments({ ...record, status: "running" }, null);
    assert.deepEqual(rest, []);
    assert.equal(only!.document["bench.run.status"], "running");
    assert.ok(!("bench.grade" in only!.document) && !("bench.summary" in only!.document));
  });

  it("name what is infinite and leave its value out, and keep the end that is not", () => {
    const changed = maximalSummary();
    changed.scenarios[0]!.workloads.http!.latencyUs.p99 = { value: null, low: 5, high: null };
    const [, http, mqtt] = summaryDocuments(record, changed).map(({ document }) => document);
    assert.deepEqual(http!["bench.infinite"], ["http.latency.p99"]);
    assert.ok(!("bench.latency.p99_us" in http!) && !("bench.latency.p99_us_high" in http!));
    assert.equal(http!["bench.latency.p99_us_low"], 5);
    assert.ok(!("bench.infinite" in mqtt!));
  });

  it("leave out what was not measured, which is not infinite", () => {
    const changed = maximalSummary();
    changed.scenarios[0]!.workloads.http!.latencyUs.p99 = null;
    const [, http] = summaryDocuments(record, changed).map(({ document }) => document);
    assert.ok(!("bench.latency.p99_us" in http!) && !("bench.infinite" in http!));
  });

  it("say of a workload that is not carried just that", () => {
    const changed = maximalSummary();
    changed.scenarios[0]!.workloads.mqtt = null;
    changed.study = null;
    const [, http, mqtt] = summaryDocuments(record, changed).map(({ document }) => document);
    assert.equal(http!["bench.is_carried"], true);
    assert.equal(mqtt!["bench.is_carried"], false);
    assert.ok(!("bench.outcomes.ok" in mqtt!) && !("bench.latency.p50_us" in mqtt!));
    assert.equal(mqtt!["bench.all.errors"], http!["bench.all.errors"]);
  });

  it("of a run of the study's protocol have the study's figures of each workload", () => {
    const stored = studyRun({
      ...{ scenarios: ["baseline", "stunnel"], minutes: 2, windowMinutes: 1 },
      oneWayUs: (_scenario, workload, index) => (index === 40 ? null : workload === "http" ? 2_500 : 7_500),
    });
    const all = summaryDocuments(stored.run, analyse(stored)).map(({ document }) => document);
    const mqtt = all.find(
      (one) => one["bench.scenario"] === "stunnel" && one["network.protocol"] === "mqtt",
    )!;
    assert.equal(mqtt["bench.is_carried"], true);
    assert.equal(mqtt["bench.study.mean_ms"], 7);
    assert.equal(mqtt["bench.study.p50_us"], 7_500);
    assert.equal(mqtt["bench.study.sent"], 30);
    assert.equal(mqtt["bench.study.ingested"], 29);
    assert.equal(mqtt["bench.study.missing"], 1);
    assert.equal(mqtt["bench.study.containers"], 6);
  });
});

describe("the ids of a run's documents", () => {
  it("are all different", () => {
    const { record, summary, samples, counters, points, loads } = exampleRun;
    const files = { samples, counters, containers: points, loads };
    const ids = Object.entries(files).flatMap(([kind, lines]) =>
      lines.map((_, line) => lineId(record.id, kind as keyof typeof files, line)),
    );
    ids.push(...summaryDocuments(record, summary).map(({ id }) => id));
    assert.equal(new Set(ids).size, samples.length + counters.length + points.length + loads.length + 9);
  });

  it("are those of the summary whether a scenario ran or not", () => {
    const stored = storedRun();
    const summary = analyse(stored);
    assert.ok(summary.scenarios.some(({ status }) => status !== "ok"));
    const ids = summaryDocuments(stored.run, summary).map(({ id }) => id);
    assert.equal(new Set(ids).size, 1 + 2 * summary.scenarios.length);
  });
});
