import type { LoadOutcome } from "../../harness/model/load.ts";
import type { Outcome } from "../../harness/model/sample.ts";
import type { FailureClass } from "../../harness/model/summary.ts";
import { timeRecorder } from "./histogram.ts";

/** Times of a load in nanoseconds since the epoch. */
export interface LoadWindow {
  startNs: number;
  /** After the settling: what is counted begins here. */
  fromNs: number;
  endNs: number;
}

export type Tallied = Pick<LoadOutcome, "completed" | "errors" | "latency" | "backlog">;

export interface Tally {
  /** One request has ended; `sinceNs`: when it was sent, or due. */
  land(outcome: Outcome, sinceNs: number, atNs: number): void;
  /** Requests that were due before the end and are given up. */
  abandon(count: number): void;
  /** An error that belongs to no time inside the load: a bulk stream's. */
  fail(failure: FailureClass): void;
  read(): Tallied;
}

/**
 * Counts what ended inside the window; what ended after it is backlog, whatever it ended with. `isOpen` (open loop): the
 * latency is of every request that was due in the window and was answered at all, also after the end, so that
 * offered − latency.count is the number of those infinitely late, and p99 over the offered can be taken.
 */
export function createTally({ fromNs, endNs }: LoadWindow, isOpen: boolean): Tally {
  const times = timeRecorder();
  const errors: Partial<Record<FailureClass, number>> = {};
  let completed = 0;
  let backlog = 0;
  const fail = (failure: FailureClass) => {
    errors[failure] = (errors[failure] ?? 0) + 1;
  };
  return {
    fail,
    land(outcome, sinceNs, atNs) {
      const isInside = atNs >= fromNs && atNs <= endNs;
      if (atNs > endNs) backlog++;
      if (outcome === "ok") {
        if (isInside) completed++;
        if (isOpen ? sinceNs >= fromNs : isInside) times.record(atNs - sinceNs);
      } else if (isInside) fail(outcome);
    },
    abandon(count) {
      backlog += count;
    },
    read: () => ({ completed, errors, latency: times.read(), backlog }),
  };
}
