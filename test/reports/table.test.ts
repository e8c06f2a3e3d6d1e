import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { analyse } from "../../harness/analysis/analyse.ts";
import { findMetrics } from "../../harness/model/address.ts";
import { renderTable } from "../../harness/reports/table.ts";
import { storedRun } from "../support/fixture-run.ts";
import { fixtureScenarios } from "../support/fixture-scenarios.ts";

const summary = analyse(storedRun());

for (const columns of [30, 50, 79, 80, 81, 100, 119, 120, 121, 200]) {
  test(`no line is longer than ${columns} characters`, () => {
    const longest = renderTable(summary, { columns })
      .split("\n")
      .reduce((length, line) => Math.max(length, line.length), 0);
    assert.ok(longest <= columns, `${longest} characters`);
  });
}

test("a narrow table keeps what matters most", () => {
  const header = renderTable(summary, { columns: 50 })
    .split("\n")
    .find((line) => line.startsWith("scenario"))!;
  assert.deepEqual(header.split(/ +/), ["scenario", "p50", "Δp50", "verdict", "secrets"]);
});

test("columns for which there is no room are named, MQTT's verdict by its address beside HTTP's", () => {
  const noRoom = (columns: number) =>
    / characters for: (.*?); --format csv/.exec(renderTable(summary, { columns }).replaceAll("\n", " "))?.[1];
  assert.equal(noRoom(300), undefined);
  assert.match(noRoom(80)!, /^MQTT p99, MQTT Δp50, mqtt\.verdict\.p50, MiB, /);
});

test("chosen columns stand in the order in which they were chosen, and the last go first", () => {
  const metrics = ["evidence", "http.ratio.p50", "http.latency.p50"].flatMap(findMetrics);
  const header = (columns: number) => headerOf(renderTable(summary, { columns, metrics }));
  assert.deepEqual(header(120), ["scenario", "secrets", "p50", "p50"]);
  assert.deepEqual(header(40), ["scenario", "secrets", "p50"]);
  assert.match(renderTable(summary, { columns: 120, metrics }), /; http\.ratio\.p50: HTTP\slatency relative/);
});

test("two chosen columns of one header have their addresses instead, with what they are", () => {
  const metrics = ["http.verdict.p50", "mqtt.verdict.p50", "http.latency.p99"].flatMap(findMetrics);
  const table = renderTable(summary, { columns: 200, metrics });
  assert.match(table, /^ +http\.verdict\. +mqtt\.verdict\. +HTTP$/m);
  assert.match(table, /; mqtt\.verdict\.p50: \S/);
  const scheduled = ["http.latency.p99", "http.scheduled.p99"].flatMap(findMetrics);
  assert.deepEqual(headerOf(renderTable(summary, { metrics: scheduled })), ["scenario", "p99", "p99 sched."]);
});

test("a terminal whose width is not known counts as 120 characters", () => {
  assert.equal(renderTable(summary), renderTable(summary, { columns: 120 }));
  assert.equal(renderTable(summary, { columns: 0 }), renderTable(summary, { columns: 120 }));
});

test("colours change nothing but the colours, and are off unless asked for", () => {
  const plain = renderTable(summary, { columns: 100 });
  const colored = renderTable(summary, { columns: 100, color: true });
  assert.equal(stripVTControlCharacters(plain), plain);
  assert.notEqual(colored, plain);
  assert.equal(stripVTControlCharacters(colored), plain);
});

test("slow scenarios are shown in milliseconds", () => {
  const slow = fixtureScenarios.map((scenario) => ({
    ...scenario,
    fastestUs: { http: 20_000, mqtt: 15_000 },
  }));
  assert.match(renderTable(analyse(storedRun(slow))), /latencies in ms;/);
});

test("a column without any value is left out", () => {
  const { samples, ...rest } = storedRun();
  const httpOnly = analyse({ ...rest, samples: samples.filter(({ workload }) => workload === "http") });
  assert.doesNotMatch(renderTable(httpOnly, { columns: 200 }).split("\n").slice(0, 5).join("\n"), /MQTT/);
});

/** The cells of a scenario's row, by the last word of their column's header. */
function rowOf(table: string, scenario: string): string[] {
  return table
    .split("\n")
    .find((line) => line.startsWith(scenario))!
    .split(/ {2,}/);
}

test("CPU and wire bytes are of an HTTP request, whatever else a scenario carries", () => {
  const { samples, counters, ...rest } = storedRun();
  const dearer = counters.map((line) =>
    line.subject === "container" && line.phase.includes("-mqtt-") && line.container === "stunnel-client"
      ? {
          ...line,
          cpuNs: line.cpuNs * 3,
          network: { ...line.network!, byLeg: { wire: threefold(line.network!.byLeg["wire"]!) } },
        }
      : line,
  );
  const table = (lines: typeof counters) =>
    renderTable(analyse({ samples, ...rest, counters: lines }), { columns: 160 });
  assert.deepEqual(rowOf(table(dearer), "stunnel"), rowOf(table(counters), "stunnel"));
  assert.match(table(counters), /CPU-ms and wire bytes per HTTP request;/);
});

test("control has no verdict on itself beside those of a family that it is not in", () => {
  const table = renderTable(summary, { columns: 160 });
  const verdict = headerOf(table).indexOf("verdict");
  assert.deepEqual(
    ["stunnel", "control"].map((name) => rowOf(table, name)[verdict]),
    ["slower", "–"],
  );
});

function headerOf(table: string): string[] {
  return table
    .split("\n")
    .find((line) => line.startsWith("scenario"))!
    .split(/ {2,}/);
}

function threefold<T extends { rxBytes: number; txBytes: number }>(leg: T): T {
  return { ...leg, rxBytes: leg.rxBytes * 3, txBytes: leg.txBytes * 3 };
}

test("the legend names scenarios whose kernel work is charged to nobody", () => {
  const kernel = fixtureScenarios.map((scenario) =>
    scenario.name === "stunnel" ? { ...scenario, implementation: "in the kernel" } : scenario,
  );
  const legendOf = (text: string) => text.slice(text.indexOf("latencies in"));
  assert.match(
    legendOf(renderTable(analyse(storedRun(kernel)), { columns: 300 })),
    /; stunnel: its kernel work is not charged to its containers$/m,
  );
  assert.doesNotMatch(legendOf(renderTable(summary, { columns: 300 })), /kernel/);
});
