import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { latencyRange } from "../../harness/model/metric.ts";
import { dropRange } from "../../harness/model/metrics-resources.ts";
import { phaseMarks } from "../../kibana/dashboards/marks.ts";
import type { Dashboard } from "../../kibana/definition.ts";
import { toKql, toQuery } from "../../kibana/filter.ts";
import { lensAttributes } from "../../kibana/lens.ts";
import { studyPalette } from "../../kibana/palette.ts";
import { dashboardObject } from "../../kibana/saved-objects.ts";
import { panelQueries } from "../../kibana/search-body.ts";
import { scaledSecond } from "../../kibana/time-interval.ts";
import {
  byScenario,
  infinite,
  metricColumn,
  newestRun,
  ofWorkload,
  overTime,
  terms,
  value,
} from "../../kibana/values.ts";

const from = new Date("2026-11-21T12:00:00Z");
const to = new Date("2026-11-21T12:15:00Z");

function dashboardOf(panel: Dashboard["panels"][number]): Dashboard {
  return { id: "d", title: "d", description: "", from: "now-1y", controls: [], panels: [panel] };
}

const chart: Dashboard["panels"][number] = {
  ...{ type: "chart", id: "c", title: "c", kind: "samples", series: "line", scale: "linear" },
  filter: ofWorkload("http"),
  position: { x: 0, y: 0, w: 48, h: 10 },
  x: overTime,
  split: byScenario,
  value: value("percentile", "p99", "bench.censored_latency_us", { percentile: 99 }),
  marks: phaseMarks,
  counted: null,
};

/** The colour that Kibana gives a value: the first whose end is above it, else the last (its charts/common workoutColorForValue). */
function colorOf(range: readonly number[], number: number): string {
  const { params } = studyPalette(range) as { params: { stops: { color: string; stop: number }[] } };
  return (params.stops.find(({ stop }) => stop > number) ?? params.stops.at(-1)!).color;
}

describe("a filter", () => {
  it("says the same in Kibana's language and in Elasticsearch's", () => {
    const filter = [
      { field: "bench.delta.p50_us", exists: true },
      { field: "network.protocol", is: "http" },
      { field: "bench.is_measured", is: true },
      { field: "bench.phase_kind", isOneOf: ["duet", "study"] },
    ] as const;
    assert.equal(
      toKql(filter),
      'bench.delta.p50_us: * and network.protocol: "http" and bench.is_measured: true and bench.phase_kind: ("duet" or "study")',
    );
    const clause = (query: object) => ({ bool: { should: [query], minimum_should_match: 1 } });
    assert.deepEqual(toQuery(filter), {
      bool: {
        filter: [
          clause({ exists: { field: "bench.delta.p50_us" } }),
          clause({ match_phrase: { "network.protocol": "http" } }),
          clause({ match: { "bench.is_measured": true } }),
          {
            bool: {
              should: ["duet", "study"].map((kind) => clause({ match_phrase: { "bench.phase_kind": kind } })),
              minimum_should_match: 1,
            },
          },
        ],
      },
    });
  });
});

describe("the request of a panel", () => {
  it("nests series, time and calculation, and asks for the run and the time range", () => {
    const [query] = panelQueries(dashboardOf(chart), { runId: "r", from, to });
    assert.equal(query!.index, "tunnelbench-samples-*");
    assert.deepEqual(query!.body.aggs, {
      0: {
        terms: { field: "bench.scenario", order: { _key: "asc" }, size: 50 },
        aggs: {
          1: {
            date_histogram: {
              field: "@timestamp",
              fixed_interval: "1s",
              time_zone: "UTC",
              min_doc_count: 1,
            },
            aggs: {
              "2-bucket": {
                filter: toQuery(ofWorkload("http")),
                aggs: { "2-metric": { percentiles: { field: "bench.censored_latency_us", percents: [99] } } },
              },
            },
          },
        },
      },
    });
    const { filter } = (query!.body.query as { bool: { filter: object[] } }).bool;
    assert.deepEqual(filter.slice(1), [
      {
        range: {
          "@timestamp": {
            format: "strict_date_optional_time",
            gte: "2026-11-21T12:00:00.000Z",
            lte: "2026-11-21T12:15:00.000Z",
          },
        },
      },
      { match_phrase: { "bench.run.id": "r" } },
    ]);
  });

  it("with marks leaves its own filter to its value, because Kibana asks it of the marks, too", () => {
    const queries = panelQueries(dashboardOf(chart), { runId: null, from, to });
    assert.deepEqual(
      queries.map(({ title, index }) => [title, index]),
      [
        ["c", "tunnelbench-samples-*"],
        ["c: phase begins", "tunnelbench-counters-*"],
        ["c: phase ends", "tunnelbench-counters-*"],
      ],
    );
    const { query } = lensAttributes(chart).state as { query: { query: string } };
    assert.equal(query.query, "");
  });

  it("orders words by the first document that has them, and nests them outside of the series, as they are drawn", () => {
    const byCommit: Dashboard["panels"][number] = {
      ...{ ...chart, kind: "summaries", filter: [], marks: [] },
      x: { ...terms("commit", "bench.tool.commit"), order: "time" },
      value: metricColumn("http.latency.p50", "µs", "median"),
    };
    const [query] = panelQueries(dashboardOf(byCommit), { runId: null, from, to });
    const { 0: commits } = query!.body.aggs as Record<string, { terms: object; aggs: object }>;
    assert.deepEqual(commits!.terms, {
      field: "bench.tool.commit",
      order: { "0-orderAgg": "asc" },
      size: 50,
    });
    const { "0-orderAgg": first, 1: scenarios } = commits!.aggs as Record<string, { terms?: object }>;
    assert.deepEqual(first, { min: { field: "@timestamp" } });
    assert.deepEqual(scenarios!.terms, { field: "bench.scenario", order: { _key: "asc" }, size: 50 });
    const { visualization } = lensAttributes(byCommit).state as { visualization: { layers: object[] } };
    assert.deepEqual(visualization.layers, [
      {
        ...{ accessors: ["value-0"], layerId: "c-layer", layerType: "data", seriesType: "line" },
        ...{ splitAccessor: "row-1", xAccessor: "row-0" },
      },
    ]);
  });

  it("of what is counted goes along the same x, and a count of none is nothing to draw", () => {
    const counted = infinite("http.latency.p50", "infinite");
    const runs = terms("run", "bench.run.id");
    const queries = panelQueries(
      dashboardOf({ ...chart, kind: "summaries", filter: [], marks: [], x: runs, counted }),
      { runId: null, from, to },
    );
    assert.deepEqual(
      queries.map(({ title }) => title),
      ["c", "c: infinite"],
    );
    const { body, read } = queries[1]!;
    const filter = toQuery([{ field: "bench.infinite", is: "http.latency.p50" }]);
    assert.deepEqual(body.aggs, {
      0: {
        terms: { field: "bench.run.id", order: { _key: "asc" }, size: 50 },
        aggs: { "1-bucket": { filter } },
      },
    });
    const buckets = [
      { key: "one", doc_count: 4, "1-bucket": { doc_count: 0 } },
      { key: "two", doc_count: 4, "1-bucket": { doc_count: 3 } },
    ];
    assert.deepEqual(read({ aggregations: { 0: { buckets } } }), [
      { run: "one", infinite: null },
      { run: "two", infinite: 3 },
    ]);
  });

  it("of a panel with a time range of its own does not heed the dashboard's, and Kibana gets it as timeRange", () => {
    const own: Dashboard["panels"][number] = {
      ...{ type: "table", id: "t", title: "t", kind: "summaries", filter: [], since: "now-10y" },
      position: { x: 0, y: 0, w: 48, h: 10 },
      rows: [newestRun],
      values: [metricColumn("status", "status")],
    };
    const [query] = panelQueries(dashboardOf(own), { runId: null, from, to });
    const { filter } = (query!.body.query as { bool: { filter: object[] } }).bool;
    const format = "strict_date_optional_time";
    assert.deepEqual(filter[1], { range: { "@timestamp": { format, gte: "now-10y", lte: "now" } } });
    const { panelsJSON } = dashboardObject(dashboardOf(own)).attributes as { panelsJSON: string };
    const [panel] = JSON.parse(panelsJSON) as [{ embeddableConfig: { timeRange: object } }];
    assert.deepEqual(panel.embeddableConfig.timeRange, { from: "now-10y", to: "now" });
  });

  it("reads rows, numbers, counts and words from the answer, and null where there is nothing", () => {
    const [query] = panelQueries(
      dashboardOf({
        ...{ type: "table", id: "t", title: "t", kind: "summaries", filter: [] },
        position: { x: 0, y: 0, w: 48, h: 10 },
        rows: [byScenario],
        values: [
          metricColumn("http.latency.p50", "p50"),
          metricColumn("http.verdict.p50", "verdict"),
          value("count", "documents", null),
        ],
      }),
      { runId: null, from, to },
    );
    const answer = (p50: number | null, words: string[]) => ({
      ...{ doc_count: 2, "1-bucket": { "1-metric": { value: p50 } } },
      "2-bucket": {
        "2-metric": {
          hits: { hits: words.length === 0 ? [] : [{ fields: { "bench.verdict.p50": words } }] },
        },
      },
    });
    const buckets = [
      { key: "baseline", ...answer(120.5, []) },
      { key: "stunnel", ...answer(null, ["slower"]) },
    ];
    assert.deepEqual(query!.read({ aggregations: { 0: { buckets } } }), [
      { scenario: "baseline", p50: 120.5, verdict: null, documents: 2 },
      { scenario: "stunnel", p50: null, verdict: "slower", documents: 2 },
    ]);
  });

  it("has no rows from a server without such an index", () => {
    const [query] = panelQueries(dashboardOf(chart), { runId: null, from, to });
    assert.deepEqual(query!.read({}), []);
  });
});

describe("an interval of 1 s", () => {
  const hour = 3_600_000;
  for (const [range, milliseconds, interval] of [
    ["2 seconds", 2000, { fixed_interval: "1s" }],
    ["15 minutes", hour / 4, { fixed_interval: "1s" }],
    ["25 minutes", (25 * hour) / 60, { fixed_interval: "1s" }],
    ["2 hours", 2 * hour, { fixed_interval: "5s" }],
    ["24 hours", 24 * hour, { fixed_interval: "1m" }],
    ["a week", 7 * 24 * hour, { fixed_interval: "10m" }],
    ["a year", 365 * 24 * hour, { fixed_interval: "3h" }],
  ] as const) {
    it(`for ${range} is ${Object.values(interval)[0]}`, () => {
      assert.deepEqual(scaledSecond(milliseconds), interval);
    });
  }
});

describe("the study's colours", () => {
  it("include the upper end of a range: 5 drops are green, 6 are red", () => {
    assert.equal(colorOf(dropRange, 0), colorOf(dropRange, 5));
    assert.notEqual(colorOf(dropRange, 5), colorOf(dropRange, 6));
  });

  it("of latencies are five, from 1 ms to above 100 ms", () => {
    const colors = [1_000, 1_001, 5_001, 10_001, 100_001].map((latency) => colorOf(latencyRange, latency));
    assert.equal(new Set(colors).size, 5);
    assert.equal(colorOf(latencyRange, 0), colors[0]);
    assert.equal(colorOf(latencyRange, 100_000), colors[3]);
    assert.equal(colorOf(latencyRange, 30_000_000), colors[4]);
  });

  it("of drops are the first and the last of those", () => {
    assert.equal(colorOf(dropRange, 5), colorOf(latencyRange, 0));
    assert.equal(colorOf(dropRange, 6), colorOf(latencyRange, 1e9));
  });
});
