import { findMetric } from "../../harness/model/metrics.ts";
import type { Chart, Control, Dashboard, Panel, Position, Terms, Tiles, Value } from "../definition.ts";
import {
  byScenario,
  infinite,
  metricColumn,
  newestRuns,
  terms,
  value,
  word,
  workloadDocuments,
} from "../values.ts";
import { hostControl, runControl } from "./comparison.ts";

const controls: readonly Control[] = [
  ...[
    { field: "bench.scenario", title: "Scenario" },
    { field: "bench.run.profile", title: "Profile" },
    { field: "bench.tool.branch", title: "Branch" },
    { field: "bench.tool.commit", title: "Commit" },
  ].map((control) => ({ ...control, kind: "summaries" as const, isSingle: false })),
  hostControl("summaries"),
  { ...runControl("summaries"), isSingle: false },
];

/** What is followed over runs: metric, title, and the unit at the axis. */
const followed: readonly [address: string, title: string, unit: string][] = [
  ["http.latency.p50", "HTTP latency, p50", "µs"],
  ["mqtt.latency.p50", "MQTT latency, p50", "µs"],
  ["http.latency.p99", "HTTP latency, p99", "µs"],
  ["mqtt.latency.p99", "MQTT latency, p99", "µs"],
  ["http.delta.p50", "HTTP latency added to baseline's, p50", "µs"],
  ["mqtt.delta.p50", "MQTT latency added to baseline's, p50", "µs"],
  ["http.cpu.tunnel", "HTTP CPU per request, tunnel pair", "CPU-ms"],
  ["resources.memory", "Memory of the tunnel pair", "MiB"],
  ["http.wireBytes", "HTTP wire bytes per request", "bytes"],
  ["errors", "Requests that failed", "requests"],
];

/**
 * A point a run, oldest first: ids sort by time. Kibana draws words in the order of the answer, and the newest 100 in ascending
 * order cannot be asked for, so all are asked for that the largest number of values allows, and the time range chooses.
 */
const runsInOrder = terms("run", "bench.run.id", 1000);

/** Latencies can be infinite, and so can what is calculated from them; a line then has a gap. */
function infiniteOf(address: string): Value | null {
  return findMetric(address)?.unit === "us" ? infinite(latencyOf(address), "infinite") : null;
}

/** A difference to baseline has no value where the latency is infinite; only that is named infinite. */
function latencyOf(address: string): string {
  return address.replace(".delta.", ".latency.");
}

function overRuns([address, title, unit]: (typeof followed)[number], at: number): Chart {
  const counted = infiniteOf(address);
  return {
    ...{ type: "chart", id: `history-${address.replaceAll(".", "-")}`, title, kind: "summaries" },
    ...{ filter: workloadDocuments, series: "line", scale: "linear", marks: [], counted },
    ...(counted !== null && {
      note: "A red bar counts the scenarios whose latency was infinite in that run.",
    }),
    position: { x: 24 * (at % 2), y: 6 + 14 * Math.floor(at / 2), w: 24, h: 14 },
    x: runsInOrder,
    split: byScenario,
    value: metricColumn(address, unit),
  };
}

function by(x: Terms, at: number): Chart {
  const position: Position = { x: 16 * at, y: 76, w: 16, h: 14 };
  return {
    ...{ type: "chart", id: `history-by-${x.label}`, title: `HTTP latency, p50, by ${x.label}` },
    note: "The median of the runs in view. Infinite ones are not in it: red bars count them.",
    ...{ kind: "summaries", filter: workloadDocuments, series: "bar", scale: "linear", position, marks: [] },
    x,
    split: byScenario,
    value: metricColumn("http.latency.p50", "µs", "median"),
    counted: infiniteOf("http.latency.p50"),
  };
}

/** How many different ones are in view; red above `most`. */
function tile(label: string, field: string, most: number, at: number): Tiles {
  return {
    ...{ type: "tiles", id: `history-count-${label}`, title: `${label} in view`, kind: "summaries" },
    filter: workloadDocuments,
    position: { x: 12 * at, y: 0, w: 12, h: 6 },
    per: null,
    value: value("unique_count", label, field, { studyRange: [most] }),
  };
}

const runs: Panel = {
  ...{ type: "table", id: "history-runs", title: "Runs", kind: "summaries", filter: workloadDocuments },
  position: { x: 0, y: 90, w: 48, h: 24 },
  rows: [newestRuns(100), byScenario],
  values: [
    word("started at", "@timestamp"),
    word("commit", "bench.tool.commit"),
    word("branch", "bench.tool.branch"),
    word("host", "host.id"),
    word("profile", "bench.run.profile"),
    word("grade", "bench.grade"),
    ...followed.map(([address, title, unit]) => metricColumn(address, `${title}, ${unit}`)),
    infinite("http.latency.p99", "HTTP p99 infinite"),
    infinite("mqtt.latency.p99", "MQTT p99 infinite"),
    metricColumn("http.verdict.p50", "HTTP verdict"),
    metricColumn("mqtt.verdict.p50", "MQTT verdict"),
    value("max", "instances", "bench.run.instances"),
  ],
};

export const history: Dashboard = {
  id: "tunnelbench-history",
  title: "tunnelbench: history",
  description:
    "Metrics over runs, by scenario, commit, branch and host. Compare only runs of one host and profile: pick them above. Charts draw the first 1,000 runs of the time range.",
  from: "now-1y",
  controls,
  panels: [
    tile("runs", "bench.run.id", runsInOrder.size, 0),
    tile("hosts", "host.id", 1, 1),
    tile("profiles", "bench.run.profile", 1, 2),
    tile("commits", "bench.tool.commit", runsInOrder.size, 3),
    ...followed.map(overRuns),
    by({ ...terms("commit", "bench.tool.commit"), order: "time" }, 0),
    by(terms("branch", "bench.tool.branch"), 1),
    by(terms("host", "host.id"), 2),
    runs,
  ],
};
