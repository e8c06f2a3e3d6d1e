import type { Unit } from "../../model/metric.ts";
import type { MetricValue } from "../../model/metric-value.ts";
import type { RunRecord } from "../../model/run-record.ts";
import type {
  CostComparison,
  Grade,
  LatencyComparison,
  Reasons,
  Summary,
  VerdictWord,
} from "../../model/summary.ts";

export const comparisonSchema = "tunnelbench/comparison/1";

/** A stored run: its figures and what it was. */
export interface ComparedRun {
  summary: Summary;
  record: RunRecord;
}

/**
 * What it means that two runs differ in something. `forbids`: their latencies and costs are not of the same thing. `explains`: a
 * difference may come from it. `subject`: it is of one scenario, so probably what the comparison is about.
 */
export type Consequence = "forbids" | "explains" | "subject";

export interface RunDifference {
  what: string;
  /** One a run, in the order of the runs. */
  values: string[];
  consequence: Consequence;
}

/** What a run says of a scenario against baseline, in µs or CPU-ms. */
export type BaselineRelation = LatencyComparison | CostComparison;

/** In CPU-ms or µs; `n` is the lesser number of units, `level` the coarser of the two. */
export type Change = BaselineRelation & {
  /** The ratio's 90 % interval, of which each end is a 95 % bound against one side. */
  low90: number;
  high90: number;
};

/** `changed` and `unchanged` are said of words, such as the evidence's verdict. */
export type RowVerdict = VerdictWord | "not comparable" | "changed" | "unchanged";

/** One metric of one scenario in two runs. */
export interface ComparedRow {
  scenario: string;
  metric: string;
  title: string;
  unit: Unit;
  /** As measured. */
  before: MetricValue;
  after: MetricValue;
  /** Each run's own relation to baseline, which the change is taken of; null: the metric has none. */
  beforeVsBaseline: BaselineRelation | null;
  afterVsBaseline: BaselineRelation | null;
  /** What became of the relation to baseline, at the speed of the first run. */
  change: Change | null;
  /** null: nothing is claimed, and `reason` says why. */
  verdict: RowVerdict | null;
  reason: string | null;
  /** Why a difference in this row, also one that another judge finds, may be the sessions'; null: nothing says so. */
  doubt: string | null;
}

export interface PairComparison {
  run: string;
  against: string;
  /** Why the two may not be compared; none: they may. */
  obstacles: string[];
  rows: ComparedRow[];
}

export interface RunComparison {
  schema: typeof comparisonSchema;
  runs: {
    id: string;
    startedAt: string;
    profile: string;
    instances: number;
    status: string;
    grade: { value: Grade; reasons: string[] };
    commit: string | null;
    branch: string | null;
    /** Scenarios that have no figures, and why. */
    failures: Reasons;
  }[];
  differences: RunDifference[];
  /** Every other run against the first. */
  pairs: PairComparison[];
}
