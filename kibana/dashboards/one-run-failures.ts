import type { Filter, Panel, Position } from "../definition.ts";
import { byScenario, newestRuns, overTime, terms, value } from "../values.ts";

/** Requests of measured phases, after their settling time. */
export const isMeasured: Filter = [{ field: "bench.is_measured", is: true }];

/** A place on the grid. */
export function at(x: number, y: number, w: number, h: number): Position {
  return { x, y, w, h };
}

/** Requests that failed: when, how, and of which scenario. */
export const errors: Panel[] = [
  {
    ...{ type: "chart", id: "run-errors-over-time", kind: "samples", series: "bar_stacked", scale: "linear" },
    title: "Failed requests over time, by outcome",
    filter: [{ field: "event.outcome", is: "failure" }],
    position: at(0, 90, 24, 18),
    x: overTime,
    split: terms("outcome", "bench.outcome"),
    value: value("count", "requests", null),
    marks: [],
    counted: null,
  },
  {
    ...{ type: "table", id: "run-outcomes", title: "Requests by scenario and outcome", kind: "samples" },
    filter: isMeasured,
    position: at(24, 90, 24, 18),
    rows: [
      newestRuns(1),
      byScenario,
      terms("workload", "network.protocol", 5),
      terms("outcome", "bench.outcome"),
    ],
    values: [value("count", "requests", null)],
  },
];

/** What the containers' counters say was dropped; the comparison has the scenarios' sums of the measured phases. */
export const drops: Panel = {
  ...{ type: "table", id: "run-container-drops", title: "Drops by container", kind: "counters" },
  note: "Counted from the container's start, so nothing is added up: the most that was seen.",
  filter: [{ field: "bench.subject", is: "container" }],
  position: at(0, 108, 48, 20),
  rows: [newestRuns(1), terms("container", "container.name")],
  values: [
    ...["rx_dropped", "tx_dropped", "rx_errors", "tx_errors"].map((name) =>
      value("max", name, `bench.network.${name}`),
    ),
    value("max", "UDP receive buffer full", "bench.network.protocol.Udp.RcvbufErrors"),
    value("max", "TCP listen overflows", "bench.network.protocol.TcpExt.ListenOverflows"),
    value("max", "TCP segments sent again", "bench.network.protocol.Tcp.RetransSegs"),
  ],
};
