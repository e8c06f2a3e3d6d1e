import type { LoadSpec } from "./plan.ts";
import type { GeneratorFacts } from "./protocol.ts";
import type { FailureClass } from "./summary.ts";

/** A distribution of times from a histogram of three significant figures, nanoseconds. */
export interface TimeHistogram {
  count: number;
  minNs: number;
  meanNs: number;
  maxNs: number;
  /** Percentile (0–100) and value, ascending; always with 50, 90, 95, 99, 99.9 and 100. */
  percentiles: [number, number][];
}

/** What the generator saw of a load between `startNs` and `endNs`, which is after the settling time. */
export interface LoadOutcome {
  startNs: number;
  endNs: number;
  /** Verified answers; for bulk 0. */
  completed: number;
  errors: Partial<Record<FailureClass, number>>;
  /** Bulk: verified payload bytes at the receiver, null where the service's account of an upward stream never came; else null. */
  bytes: number | null;
  /** Closed loop and connect rate: from writing (or connecting) to the verified answer; open loop: from the intended time. */
  latency: TimeHistogram | null;
  /** Open loop: requests that were due; else null. */
  offered: number | null;
  /** Requests due or sent that had no answer at the end. */
  backlog: number;
  facts: GeneratorFacts;
}

/** One line of loads.ndjson. A saturation search gives one a trial, each with counters at its edges. */
export interface LoadRecord extends LoadOutcome {
  /** Of the plan. */
  phase: string;
  /** Names the snapshots in counters.ndjson: the phase's own name, or `<phase>#3` for a search's third trial. */
  window: string;
  instance: number;
  scenario: string;
  load: LoadSpec;
}
