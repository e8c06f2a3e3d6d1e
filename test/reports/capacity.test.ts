import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { metricValue } from "../../harness/model/metric-value.ts";
import { findMetric } from "../../harness/model/metrics.ts";
import type { Limit, SaturationSummary, Summary, WorkloadSummary } from "../../harness/model/summary.ts";
import { viewCapacity } from "../../harness/reports/capacity-view.ts";
import { renderCsv } from "../../harness/reports/csv.ts";
import { noteLines } from "../../harness/reports/notes.ts";
import { renderTable } from "../../harness/reports/table.ts";
import { withCapacity } from "../support/fixture-capacity.ts";
import { withConnects } from "../support/fixture-loads.ts";
import { storedRun } from "../support/fixture-run.ts";

const summary = analyse(withCapacity(storedRun()));

function scenarioNamed(name: string, of: Summary = summary) {
  return of.scenarios.find((scenario) => scenario.name === name)!;
}

/** Of one scenario's row, by header. */
function figures(name: string, of: Summary = summary) {
  const { header, rows } = viewCapacity(of)!;
  const { cells } = rows.find((row) => row.name === name)!;
  return Object.fromEntries(header.map((title, index) => [title, cells[index]!]));
}

test("every figure stands beside what limited it, and the generator's limit is a lower bound", () => {
  const { "closed loop ×1": alone, "Mbit/s ↑1": up } = figures("baseline");
  assert.deepEqual(alone, { text: "2500", remark: "latency" });
  assert.deepEqual(up, { text: "≥ 9000", remark: "generator" });
  assert.deepEqual(figures("stunnel")["max rate"], { text: "2950", remark: "tunnel" });
});

test("a quantile that the connections cannot carry says how many there were", () => {
  assert.equal(figures("stunnel")["TTFB p99"]!.text, "n/a (n=80)");
  assert.equal(figures("stunnel")["TTFB p50"]!.text, "4.139");
});

test("scenarios and columns without any figure are left out, and so is the table of a run without loads", () => {
  assert.deepEqual(
    viewCapacity(summary)!.rows.map(({ name }) => name),
    ["baseline", "stunnel"],
  );
  const connects = Array.from({ length: 80 }, (_, index) => 500 + index);
  const connectsOnly = analyse(withConnects(storedRun(), "stunnel", connects));
  assert.deepEqual(viewCapacity(connectsOnly)!.header, ["TTFB p50", "TTFB p99"]);
  assert.equal(viewCapacity(analyse(storedRun())), null);
});

/** Stunnel's search with another result. */
function searched(change: Partial<SaturationSummary>): Summary {
  const scenarios = summary.scenarios.map((scenario) => {
    const { http, mqtt } = scenario.workloads;
    const changed = http?.saturation && { ...http, saturation: { ...http.saturation, ...change } };
    return scenario.name === "stunnel"
      ? { ...scenario, workloads: { http: changed ?? null, mqtt } }
      : scenario;
  });
  return { ...summary, scenarios };
}

/** Stunnel with other figures of its loads. */
function changed(change: (http: WorkloadSummary) => Partial<WorkloadSummary>): Summary {
  const scenarios = summary.scenarios.map((scenario) => {
    const { http, mqtt } = scenario.workloads;
    return scenario.name === "stunnel"
      ? { ...scenario, workloads: { http: { ...http!, ...change(http!) }, mqtt } }
      : scenario;
  });
  return { ...summary, scenarios };
}

test("a figure that others disturbed is marked, with how much they used, and not blamed on the machine alone", () => {
  const with8 = (foreignPercent: number, limitedBy: Limit) =>
    changed(({ closedLoop }) => {
      const loop = closedLoop!["8"]!;
      const perSecond = { ...loop.perSecond, limitedBy, foreignPercent };
      return { closedLoop: { ...closedLoop!, "8": { ...loop, perSecond } } };
    });
  const figure = (of: Summary) => figures("stunnel", of)["closed loop ×8"];
  assert.deepEqual(figure(with8(97, "machine")), { text: "3100 !", remark: "machine, with others" });
  assert.deepEqual(figure(with8(97, "tunnel")), { text: "3100 !", remark: "tunnel" });
  assert.deepEqual(figure(with8(24, "machine")), { text: "3100", remark: "machine" });
  const notes = (of: Summary) => viewCapacity(of)!.notes.join("\n");
  assert.match(
    notes(with8(97, "machine")),
    /^!: others used more than 25 % .*: stunnel closed loop ×8 97 %$/m,
  );
  assert.doesNotMatch(notes(with8(24, "machine")), /^!/m);
});

test("a gigabyte's cost is marked with its transfers, because what others used is in it", () => {
  const of = changed(({ bulk }) => ({ bulk: { ...bulk!, "1": { ...bulk!["1"]!, foreignPercent: 60 } } }));
  const { "CPU-s/GB ×1": one, "CPU-s/GB ×8": eight } = figures("stunnel", of);
  assert.match(one!.text, /^[\d.]+ !$/);
  assert.match(eight!.text, /^[\d.]+$/);
});

test("a wide terminal marks a disturbed figure too, and says what the sign means", () => {
  const of = changed(({ bulk }) => {
    const one = bulk!["1"]!;
    const upMbps = { ...one.upMbps!, foreignPercent: 60 };
    return { bulk: { ...bulk!, "1": { ...one, upMbps } } };
  });
  assert.match(renderTable(of, { columns: 220 }), /^stunnel .* 2400 ! /m);
  assert.match(renderTable(of, { columns: 220 }), /!: others used more than 25 % of a CPU meanwhile/);
  assert.doesNotMatch(renderTable(summary, { columns: 220 }), / !|!:/);
});

test("what failed of a load stands beside its figure", () => {
  const of = changed(({ connect, bulk, closedLoop }) => ({
    connect: { ...connect!, errors: 12 },
    bulk: { ...bulk!, "8": { ...bulk!["8"]!, errors: 3, upMbps: null } },
    closedLoop: { ...closedLoop!, "1": { ...closedLoop!["1"]!, errors: 1 } },
  }));
  const found = figures("stunnel", of);
  assert.deepEqual(
    ["connects", "closed loop ×1", "closed loop ×8", "Mbit/s ↑8", "Mbit/s ↓8"].map(
      (name) => found[name]!.remark,
    ),
    ["tunnel, 12 errors", "latency, 1 error", "tunnel", "3 errors", "tunnel, 3 errors"],
  );
});

test("what failed of loads is told below every table", () => {
  const of = changed(({ connect, bulk }) => ({
    connect: { ...connect!, errors: 12 },
    bulk: { ...bulk!, "8": { ...bulk!["8"]!, errors: 3 } },
  }));
  assert.ok(
    noteLines(of).includes("failed under saturating loads, not in err: stunnel connects 12, bulk ×8 3"),
  );
  assert.doesNotMatch(noteLines(summary).join("\n"), /saturating/);
});

test("a search tells its bound, what failed above it and why", () => {
  assert.ok(
    viewCapacity(summary)!.notes.includes(
      "stunnel: 2950/s kept p99 within 50 ms; 3100/s (5.1 % above) did not: p99 130 ms; 7 trials; at 10 / 50 / 90 % of it p50 4.0 / 4.0 / 4.0 ms, p99 4.0 / 4.0 / 4.0 ms",
    ),
  );
});

test("a search in which nothing failed gives a lower bound, whatever was busy", () => {
  const open = searched({ firstFailing: null, widthRatio: null, latencyAt: [] });
  assert.equal(figures("stunnel", open)["max rate"]!.text, "≥ 2950");
  assert.ok(
    viewCapacity(open)!.notes.includes(
      "stunnel: 2950/s kept p99 within 50 ms; no higher rate that was tried failed; 7 trials",
    ),
  );
});

test("a wide terminal shows the figures of one stream, and what the sign means", () => {
  const table = renderTable(summary, { columns: 220 });
  assert.match(table, /^baseline .* ≥ 7990 +≥ 9000 +≥ 8000$/m);
  assert.match(table, /≥: the generator was the limit, or no rate that was tried failed/);
});

test("a narrow terminal explains no column that it does not show", () => {
  const table = renderTable(summary, { columns: 80 });
  assert.doesNotMatch(table, /TTFB:|Mbit\/s:|≥/);
});

for (const columns of [80, 120, 160, 220]) {
  test(`no line of a run with loads is longer than ${columns} characters`, () => {
    for (const line of renderTable(summary, { columns }).split("\n")) assert.ok(line.length <= columns, line);
  });
}

test("a rate of one instance has no interval, which is not an infinite one", () => {
  const found = metricValue(scenarioNamed("baseline"), findMetric("http.closedLoop.8")!);
  assert.deepEqual(found, {
    ...{ value: 7400, low: null, high: null, reason: null },
    ...{ limitedBy: "generator", isLowerBound: true },
  });
  assert.equal(
    metricValue(scenarioNamed("baseline"), findMetric("http.closedLoop.8.limitedBy")!).value,
    "generator",
  );
});

test("the CSV has a rate, its empty interval and its limit", () => {
  const [header, ...rows] = renderCsv(summary)
    .split("\r\n")
    .map((row) => row.split(","));
  const baseline = rows.find((row) => row[1] === "baseline" && row[2] === "http")!;
  const value = (name: string) => baseline[header!.indexOf(name)];
  assert.equal(value("closedLoop.8"), "7400");
  assert.equal(value("closedLoop.8.low"), "");
  assert.equal(value("closedLoop.8.limitedBy"), "generator");
});
