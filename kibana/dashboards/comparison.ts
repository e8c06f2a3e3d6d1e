import type { WorkloadName } from "../../harness/model/scenario.ts";
import type { DocumentKind } from "../../harness/sinks/fields/field.ts";
import type { Control, Dashboard, Panel, Value } from "../definition.ts";
import {
  byScenario,
  infinite,
  metricColumn,
  newestRun,
  newestRuns,
  runDocuments,
  value,
  word,
  workloadDocuments,
} from "../values.ts";

/** A control offers what its kind of document has in the time range. */
export function runControl(kind: DocumentKind): Control {
  return { field: "bench.run.id", title: "Run", kind, isSingle: true };
}
export function hostControl(kind: DocumentKind): Control {
  return { field: "host.id", title: "Host", kind, isSingle: false };
}

/** Words that say how far the figures below can be trusted. */
export const runColumns: readonly Value[] = [
  word("grade", "bench.grade"),
  word("why not A", "bench.grade_reasons"),
  word("ended", "bench.run.status"),
  word("why early", "bench.run.status_reason"),
  word("profile", "bench.run.profile"),
  word("started at", "bench.run.started_at"),
  word("ended at", "bench.run.ended_at"),
  value("max", "instances", "bench.run.instances"),
  word("gates that warned", "bench.gates.warned"),
  word("gates that failed", "bench.gates.failed"),
  value("max", "known answers found", "bench.calibration.passed"),
  value("max", "of", "bench.calibration.of"),
  word("commit", "bench.tool.commit"),
  word("branch", "bench.tool.branch"),
  word("host", "host.id"),
];

function latencyColumns(workload: WorkloadName): Value[] {
  const upper = workload.toUpperCase();
  return [
    ...["p50", "p95", "p99"].map((statistic) =>
      metricColumn(`${workload}.latency.${statistic}`, `${upper} ${statistic}, µs`),
    ),
    metricColumn(`${workload}.delta.p50`, `${upper} Δp50 to baseline, µs`),
    metricColumn(`${workload}.verdict.p50`, `${upper} verdict`),
    infinite(`${workload}.latency.p99`, `${upper} p99 infinite`),
  ];
}

const theRun: Panel = {
  ...{ type: "table", id: "comparison-run", title: "The run and its grade", kind: "summaries" },
  note: "A, B or C says how good the measuring instrument was, not the tunnels.",
  // a run without a grade has no scenarios either, and the tables below show another one then
  filter: [...runDocuments, { field: "bench.grade", exists: true }],
  position: { x: 0, y: 0, w: 48, h: 6 },
  rows: [newestRuns(1)],
  values: runColumns,
};

const latency: Panel = {
  ...{ type: "table", id: "comparison-scenarios", title: "Scenarios: latency", kind: "summaries" },
  note: "Over all requests, failed ones as infinitely late. Where the p99 is infinite (1 in its column), an empty percentile beside it is infinite, too; elsewhere an empty cell was not measured.",
  filter: workloadDocuments,
  position: { x: 0, y: 6, w: 48, h: 20 },
  rows: [newestRun, byScenario],
  values: [
    metricColumn("status", "status"),
    metricColumn("evidence", "secrets on the wire"),
    ...latencyColumns("http"),
    ...latencyColumns("mqtt"),
  ],
  sortedBy: "HTTP p50, µs",
};

const cost: Panel = {
  ...{ type: "table", id: "comparison-cost", title: "Scenarios: what it costs, and what went wrong" },
  ...{ kind: "summaries", filter: workloadDocuments, position: { x: 0, y: 26, w: 48, h: 20 } },
  note: "CPU and memory are of the tunnel pair.",
  rows: [newestRun, byScenario],
  values: [
    metricColumn("http.cpu.tunnel", "HTTP CPU-ms per request"),
    metricColumn("mqtt.cpu.tunnel", "MQTT CPU-ms per request"),
    metricColumn("resources.memory", "memory, MiB"),
    metricColumn("http.wireBytes", "HTTP wire bytes per request"),
    metricColumn("mqtt.wireBytes", "MQTT wire bytes per request"),
    metricColumn("errors", "errors"),
    metricColumn("network.socketDrops", "drops at sockets"),
    metricColumn("network.deviceDrops", "drops at devices"),
    word("why not ok", "bench.reason"),
  ],
};

export const comparison: Dashboard = {
  id: "tunnelbench-comparison",
  title: "tunnelbench: comparison",
  description:
    "One run, a row a scenario. Until a run is picked, the newest is shown. Colours are the ranges of the 2020 study's table I.",
  from: "now-1y",
  controls: [runControl("summaries"), hostControl("summaries")],
  panels: [theRun, latency, cost],
};
