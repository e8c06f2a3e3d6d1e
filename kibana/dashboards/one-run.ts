import { type WorkloadName, workloadNames } from "../../harness/model/scenario.ts";
import type { Chart, Control, Dashboard, Filter, Panel, Position, Value } from "../definition.ts";
import { byScenario, newestRuns, ofWorkload, overTime, runDocuments, terms, value } from "../values.ts";
import { hostControl, runColumns, runControl } from "./comparison.ts";
import { phaseMarks } from "./marks.ts";
import { at, drops, errors, isMeasured } from "./one-run-failures.ts";

/** Failed requests have their time limit here, so that percentiles leave nothing out. */
const latencyField = "bench.censored_latency_us";

/** Not slots or new connections, whose load is another one. A run has a duet, or else the study's protocol. */
const inDuet: Filter = [...isMeasured, { field: "bench.phase_kind", isOneOf: ["duet", "study"] }];

/** Steps of 1, 2 and 5 from 0.05 ms to 1 s, in µs; the last one holds what is later and most time-outs. */
const latencyEdges = [...[0, 50, 100, 200, 500, 1e3, 2e3, 5e3], ...[1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6]];

function latencyOverTime(workload: WorkloadName, percentile: number, position: Position): Chart {
  const upper = workload.toUpperCase();
  return {
    ...{ type: "chart", id: `run-${workload}-p${percentile}`, kind: "samples", series: "line", scale: "log" },
    title: `${upper} latency in the duet, p${percentile}`,
    note: "Every request of the duet (or of the study's protocol), a point a second or as near as 1,000 points allow; failed ones with their time limit.",
    filter: [...inDuet, ...ofWorkload(workload)],
    position,
    x: overTime,
    split: byScenario,
    value: value("percentile", `p${percentile}, µs`, latencyField, { percentile }),
    marks: phaseMarks,
    counted: null,
  };
}

function distribution(workload: WorkloadName, position: Position): Chart {
  return {
    ...{ type: "chart", id: `run-${workload}-distribution`, kind: "samples", series: "bar", scale: "log" },
    title: `${workload.toUpperCase()} latency, distribution in the duet`,
    note: "Requests by latency in µs; failed ones at their time limit.",
    filter: [...inDuet, ...ofWorkload(workload)],
    position,
    x: { operation: "range", label: "latency, µs", field: latencyField, edges: latencyEdges },
    split: byScenario,
    value: value("count", "requests", null),
    marks: [],
    counted: null,
  };
}

const percentiles: Panel = {
  ...{
    type: "table",
    id: "run-percentiles",
    title: "Latency by kind of phase, from the requests",
    kind: "samples",
  },
  note: "Calculated by Elasticsearch from the requests, approximately; the summary's own figures are in the comparison.",
  filter: isMeasured,
  position: at(0, 48, 48, 26),
  rows: [
    newestRuns(1),
    terms("phase", "bench.phase_kind", 10),
    byScenario,
    terms("workload", "network.protocol", 5),
  ],
  values: [
    ...[50, 95, 99, 99.9].map((percentile) =>
      value("percentile", `p${percentile}, µs`, latencyField, { percentile }),
    ),
    value("max", "max, µs", latencyField),
    value("count", "requests", null),
    value("count", "failed", null, { filter: [{ field: "event.outcome", is: "failure" }] }),
  ],
};

function ofContainers(id: string, title: string, shown: Value, position: Position): Chart {
  return {
    ...{ type: "chart", id, title, kind: "containers", series: "line", scale: "linear", filter: [] },
    position,
    x: overTime,
    split: terms("container", "container.name"),
    value: shown,
    marks: phaseMarks,
    counted: null,
  };
}

const cpu = value("average", "% of one CPU", "bench.cpu.percent", { decimals: 1 });
const memory = value("average", "memory", "bench.memory.working_set_bytes", { format: "bytes", decimals: 1 });

const runsInView: Panel = {
  ...{ type: "tiles", id: "run-count", title: "Runs in view: pick one", kind: "samples" },
  note: "Charts over time mix the runs that are in view.",
  filter: [],
  position: at(40, 0, 8, 10),
  per: null,
  value: value("unique_count", "runs", "bench.run.id", { studyRange: [1] }),
};

/** Of samples: a summary is only in a time range that has the start of its run. */
const controls: readonly Control[] = [runControl("samples"), hostControl("samples")];

export const oneRun: Dashboard = {
  id: "tunnelbench-one-run",
  title: "tunnelbench: one run",
  description:
    "One run over time: pick it, and draw over its part of a chart with the mouse, or set the time range to what the first table says. Lines mark where phases begin and end.",
  from: "now-7d",
  controls,
  panels: [
    {
      ...{ type: "table", id: "run-itself", title: "The run, or the newest five until one is picked" },
      ...{ kind: "summaries", filter: runDocuments, since: "now-10y", position: at(0, 0, 40, 10) },
      rows: [newestRuns(5)],
      values: runColumns,
    },
    runsInView,
    ...workloadNames.flatMap((workload, row) => [
      latencyOverTime(workload, 50, at(0, 10 + 12 * row, 24, 12)),
      latencyOverTime(workload, 99, at(24, 10 + 12 * row, 24, 12)),
    ]),
    ...workloadNames.map((workload, column) => distribution(workload, at(24 * column, 34, 24, 14))),
    percentiles,
    ofContainers("run-cpu", "CPU of every container", cpu, at(0, 74, 24, 16)),
    ofContainers("run-memory", "Memory of every container", memory, at(24, 74, 24, 16)),
    ...errors,
    drops,
  ],
};
