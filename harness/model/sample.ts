import type { WorkloadName } from "./scenario.ts";

/**
 * How a request ended. Everything but `ok` counts as an infinite latency, METHOD.md §2.6.
 * `unsent` is a request that the generator itself could not release before the phase ended.
 */
export const outcomes = [
  "ok",
  "timeout",
  "refused",
  "reset",
  "status",
  "mismatch",
  "lost",
  "unsent",
] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * One request of a paced phase: a line of samples.ndjson.gz. Times are nanoseconds of CLOCK_MONOTONIC
 * since the run's `epochNs` (run.json), so that they are exact in a double; METHOD.md §1.2 defines the five.
 */
export interface Sample {
  scenario: string;
  workload: WorkloadName;
  /** Name of the phase in the plan: `duet`, `slot-03`, … */
  phase: string;
  instance: number;
  /** One-second block of the phase, from the intended time. */
  block: number;
  /** Counts the requests of one scenario and workload through the whole run. */
  seq: number;
  intendedNs: number;
  readyNs: number;
  sentNs: number | null;
  /** HTTP: first response byte; MQTT: the message reached the subscriber. */
  firstNs: number | null;
  /** Response (HTTP) or message (MQTT) complete and verified. */
  doneNs: number | null;
  /** Receive time at the service: HTTP server or MQTT subscriber. */
  receivedNs: number | null;
  outcome: Outcome;
  /** MQTT: copies beyond the first that arrived. */
  duplicates: number;
  /** MQTT: arrived after a message with a higher sequence number. */
  reordered: boolean;
}
