import { findMetric } from "../../harness/model/metrics.ts";
import { type WorkloadName, workloadNames } from "../../harness/model/scenario.ts";
import type { Dashboard, Filter, Panel, Position, Tiles, Value } from "../definition.ts";
import {
  byScenario,
  metricColumn,
  newestRuns,
  ofWorkload,
  terms,
  value,
  workloadDocuments,
} from "../values.ts";
import { runControl } from "./comparison.ts";

const statistics = { mean: "average", min: "minimum", max: "maximum" } as const;

/** The table's ranges in microseconds, as milliseconds. */
const latencyRangeMs = findMetric("http.oneWay.mean")!.studyRange!.map((microseconds) => microseconds / 1000);
const percentRange = findMetric("study.cpu")!.studyRange;
const dropRange = findMetric("network.socketDrops")!.studyRange;

function delay(workload: WorkloadName, statistic: keyof typeof statistics, label: string): Value {
  const options = { filter: ofWorkload(workload), studyRange: latencyRangeMs, decimals: 1 };
  return value("max", label, `bench.study.${statistic}_ms`, options);
}

/** What the study counted of all containers together. */
const cpu = value("max", "CPU, %", "bench.study.cpu_percent", { studyRange: percentRange, decimals: 3 });
const memory = value("max", "memory, %", "bench.study.memory_percent", {
  studyRange: percentRange,
  decimals: 3,
});
const drops = value("max", "packet drops and errors", "bench.study.drops", { studyRange: dropRange });

const containers = value("max", "containers", "bench.study.containers");

/** Tiles are padded to this number; the study had nine laboratories. */
const tileOfScenario = terms("scenario", "bench.scenario", 10);

/** Only a run with the study's protocol has these. */
const studyDocuments: Filter = [...workloadDocuments, { field: "bench.study.containers", exists: true }];

function tiles(id: string, title: string, shown: Value, position: Position): Tiles {
  return {
    ...{ type: "tiles", id: `study-${id}`, title, kind: "summaries", filter: studyDocuments, position },
    per: tileOfScenario,
    // of the newest run that has the scenario: a greatest over runs would be of several
    value: { ...shown, operation: "last_value" },
  };
}

const delayTiles = workloadNames.flatMap((workload, column) =>
  (["mean", "min", "max"] as const).map((statistic, row) => {
    const title = `${workload.toUpperCase()}, ${statistics[statistic]}, ms`;
    const position = { x: 24 * column, y: 26 + 10 * row, w: 24, h: 10 };
    return tiles(`${workload}-${statistic}`, title, delay(workload, statistic, "ms"), position);
  }),
);

const table: Panel = {
  ...{ type: "table", id: "study-table", title: "The study's table II, from this run", kind: "summaries" },
  note: "Only of a run with the study's protocol (profile paper).",
  filter: studyDocuments,
  position: { x: 0, y: 66, w: 48, h: 18 },
  rows: [newestRuns(1), byScenario],
  values: [
    ...workloadNames.flatMap((workload) =>
      (["mean", "min", "max"] as const).map((statistic) =>
        delay(workload, statistic, `${workload.toUpperCase()} ${statistics[statistic]}, ms`),
      ),
    ),
    cpu,
    memory,
    containers,
    drops,
    ...workloadNames.flatMap((workload) => [
      value("max", `${workload.toUpperCase()} packets`, "bench.study.ingested", {
        filter: ofWorkload(workload),
      }),
      value("max", `${workload.toUpperCase()} missing`, "bench.study.missing", {
        filter: ofWorkload(workload),
      }),
    ]),
  ],
};

const anyRun: Panel = {
  ...{ type: "table", id: "study-any-run", title: "The same quantities of any run", kind: "summaries" },
  note: "Of this tool's own protocol: one-way delays over all requests, in µs and unrounded, so lower than the study's table.",
  filter: workloadDocuments,
  position: { x: 0, y: 84, w: 48, h: 18 },
  rows: [newestRuns(1), byScenario],
  values: [
    ...workloadNames.flatMap((workload) =>
      (["mean", "min", "max"] as const).map((statistic) =>
        metricColumn(
          `${workload}.oneWay.${statistic}`,
          `${workload.toUpperCase()} one way, ${statistics[statistic]}, µs`,
        ),
      ),
    ),
    metricColumn("study.cpu", "CPU, %"),
    metricColumn("study.memory", "memory, %"),
    metricColumn("network.socketDrops", "drops at sockets"),
    metricColumn("network.deviceDrops", "drops and errors at devices"),
  ],
};

const runsInView: Panel = {
  ...{ type: "tiles", id: "study-count", title: "Study runs in view: pick one", kind: "summaries" },
  note: "With several, a tile shows the newest that has its scenario; the tables show the newest.",
  filter: studyDocuments,
  position: { x: 0, y: 0, w: 48, h: 6 },
  per: null,
  value: value("unique_count", "runs", "bench.run.id", { studyRange: [1] }),
};

export const study2020: Dashboard = {
  id: "tunnelbench-study-2020",
  title: "tunnelbench: the 2020 study",
  description:
    "The study's own tiles and colours: one-way delays in whole milliseconds, means over all containers, packets. They need a run of the profile `paper`; the last table has the same quantities of any run.",
  from: "now-1y",
  controls: [runControl("summaries")],
  panels: [
    runsInView,
    tiles("cpu", "CPU, %", cpu, { x: 0, y: 6, w: 24, h: 10 }),
    tiles("memory", "Memory, %", memory, { x: 24, y: 6, w: 24, h: 10 }),
    tiles("drops", "Packet drops and errors", drops, { x: 0, y: 16, w: 24, h: 10 }),
    tiles("containers", "Containers", containers, { x: 24, y: 16, w: 24, h: 10 }),
    ...delayTiles,
    ...workloadNames.map((workload, column) =>
      tiles(
        `${workload}-packets`,
        `${workload.toUpperCase()} packets`,
        value("max", "packets", "bench.study.ingested", { filter: ofWorkload(workload) }),
        { x: 24 * column, y: 56, w: 24, h: 10 },
      ),
    ),
    table,
    anyRun,
  ],
};
