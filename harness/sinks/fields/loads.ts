import { outcomes } from "../../model/sample.ts";
import { commonFields, phaseFields, scenarioField, workloadField } from "./common.ts";
import { type Field, field } from "./field.ts";

/** Percentiles that every histogram of a load has. */
export const loadPercentiles = ["50", "90", "95", "99", "99.9"] as const;

/** `99.9` → `p999`. */
export function percentileName(percentile: string): string {
  return `p${percentile.replace(".", "")}`;
}

/** A line of loads.ndjson: one load, or one trial of a search. */
export const loadFields: readonly Field[] = [
  ...commonFields,
  ...phaseFields,
  scenarioField,
  workloadField,
  field("bench.window", "names its snapshots among the counters"),
  field("bench.load.kind", "`closed-loop`, `connect-rate`, `bulk` or `open-loop`"),
  field("bench.load.direction", "bulk: `up` or `down`, seen from the generator"),
  field("bench.load.streams", "bulk: streams", "long"),
  field("bench.load.connections", "connections of the others", "long"),
  field("bench.load.offered_per_s", "open loop: the rate", "double"),
  field("bench.load.rate_share", "open loop: the rate as a share of the one that the search found", "double"),
  field("bench.time.start_ns", "ns since the run's epoch, after settling", "long"),
  field("bench.time.end_ns", "ns since the run's epoch", "long"),
  field("bench.load.completed", "verified answers", "long"),
  field("bench.load.completed_per_s", "the same a second; absent for bulk", "double"),
  field("bench.load.payload_bytes", "bulk: verified payload at the receiver", "long"),
  field("bench.load.goodput_mbps", "the same, megabits a second", "double"),
  field("bench.load.offered", "open loop: requests that were due", "long"),
  field("bench.load.backlog", "requests without an answer at the end", "long"),
  field("bench.load.failed", "requests that failed", "long"),
  ...outcomes
    .filter((outcome) => outcome !== "ok")
    .map((outcome) => field(`bench.load.errors.${outcome}`, `of these: ${outcome}`, "long")),
  field("bench.load.latency.count", "answers in the histogram", "long"),
  ...["min", "mean", ...loadPercentiles.map(percentileName), "max"].map((statistic) =>
    field(`bench.load.latency.${statistic}_us`, `${statistic} of three significant digits`, "double"),
  ),
  field("bench.load.histogram", "all of it, as the line has it, ns", "stored"),
  field("bench.generator.cpu_ns", "CPU time of the generator", "long"),
  field("bench.generator.event_loop_utilization", "of the generator, 0 to 1", "double"),
  field("bench.generator.dispatch_lag_p99_us", "lateness of the generator", "double"),
  field("bench.generator.blocks", "its event loop by second", "stored"),
];
