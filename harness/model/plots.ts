import type { PhaseKind } from "./plan.ts";
import type { Role, WorkloadName } from "./scenario.ts";

/**
 * What the plots of a report are drawn from, so that it needs no samples. Bounded by the number of scenarios: at most
 * `mostBins` bins a row and one point a probability, however many samples there are. Times are seconds since the run's epoch.
 */
export interface Plots {
  /** Shares of all requests, ascending, at which the curves are read. */
  probabilities: readonly number[];
  /** One for each scenario and workload with a duet. */
  quantiles: QuantileCurve[];
  /** What the run did when; neighbouring phases of one kind are one entry. */
  phases: PlotPhase[];
  latency: LatencyOverTime[];
  /** null: the run has no readings of its containers over time. */
  usage: UsageOverTime | null;
}

/** Most bins of one row over time. */
export const mostBins = 120;

/** Latency by share of requests, from the duet: entry i belongs to probability i; those that the count does not carry are left out. */
export interface QuantileCurve {
  scenario: string;
  workload: WorkloadName;
  requests: number;
  /** Microseconds with the 95 % interval; null is +infinity: a request without an answer. */
  valueUs: (number | null)[];
  lowUs: (number | null)[];
  highUs: (number | null)[];
  /** Whether a null is among them. */
  reachesInfinity: boolean;
}

export interface PlotPhase {
  /** Of the first phase in it. */
  name: string;
  kind: PhaseKind;
  instance: number;
  startSeconds: number;
  endSeconds: number;
}

/** Latency in the duets, bin by bin; no bin spans two duets. Without intervals: it shows when, not how much. */
export interface LatencyOverTime {
  scenario: string;
  workload: WorkloadName;
  startSeconds: number[];
  endSeconds: number[];
  requests: number[];
  failed: number[];
  /** null is +infinity. */
  p50Us: (number | null)[];
  p95Us: (number | null)[];
}

/** What containers used, in bins of one width, from `startSeconds` on. */
export interface UsageOverTime {
  startSeconds: number;
  binSeconds: number;
  series: UsageSeries[];
}

/** The containers of one role of one scenario, or, without one, of the endpoints together. */
export interface UsageSeries {
  scenario: string | null;
  role: Role;
  /** Of one CPU; null: no container of it ran all the while between two readings. */
  cpuPercent: (number | null)[];
  /** Mean of the working set. */
  memoryMiB: (number | null)[];
}
