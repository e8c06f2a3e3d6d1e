import type { EvidenceVerdict } from "./evidence.ts";
import type { Plots } from "./plots.ts";
import type { RunRecord, ScenarioRecord } from "./run-record.ts";
import type { Outcome } from "./sample.ts";
import type { Role, WorkloadName } from "./scenario.ts";

export const summarySchema = "tunnelbench/summary/3";

/** Names of the scenarios that the others are judged against. DESIGN.md §3. */
export const references = { baseline: "baseline", relay: "relay", control: "control" } as const;

/**
 * One rule for absence. A value that could not be measured is `null`, and the `reasons` of the scenario (or of the
 * control) say why, by the path of the null or of what contains it: `workloads.http.connect`. It is never 0.
 * Inside an `Estimate` null means something else: +infinity, because requests without an answer are infinitely late.
 */
export type Reasons = Record<string, string>;

/** A value with its 95 % interval; null is +infinity. */
export interface Estimate {
  value: number | null;
  low: number | null;
  high: number | null;
}

export const latencyStatistics = ["p50", "p90", "p95", "p99", "p999", "min", "mean", "max"] as const;
export type LatencyStatistic = (typeof latencyStatistics)[number];
/** Microseconds. An extreme's interval is one-sided: the true minimum lies in 0…min, the true maximum in max…infinity. */
export type LatencyDistribution = Record<LatencyStatistic, Estimate | null>;

export const verdictWords = [
  "slower",
  "faster",
  "costlier",
  "cheaper",
  "equivalent",
  "inconclusive",
] as const;
export type VerdictWord = (typeof verdictWords)[number];
/** What one pair of values of a comparison comes from: seconds of the duet, a round of slots, a whole instance. */
export type ComparisonLevel = "block" | "round" | "instance";

/** What all comparisons of a scenario with a reference share. */
interface ComparisonBase {
  /** Scenario / reference, with its 95 % interval. */
  ratio: number;
  low: number;
  high: number;
  /** The margin as a share of the reference: the larger of the fixed share and the fixed amount. */
  marginRatio: number;
  /** Ratio that would have been seen with 80 % power. */
  mdeRatio: number;
  /** Two-sided; not adjusted for the number of comparisons. */
  p: number;
  /**
   * The same after Holm's correction within the family: all scenarios against baseline in one primary metric (p50 and
   * system CPU) and workload. null: exploratory, not adjusted. The verdict goes by this one where there is one.
   */
  pHolm: number | null;
  /** How many independent units the interval rests on, and what they are. */
  n: number;
  level: ComparisonLevel;
  verdict: VerdictWord;
}

export interface LatencyComparison extends ComparisonBase {
  shiftUs: number;
  shiftLowUs: number;
  shiftHighUs: number;
}

export interface CostComparison extends ComparisonBase {
  /**
   * 95 % interval of the ratio with the reference's own error in it, which a test against 1 does not need, but a comparison with
   * another run's ratio does. Absent before it was computed.
   */
  relationLow?: number;
  relationHigh?: number;
  /** CPU-milliseconds per request. */
  shiftMs: number;
  shiftLowMs: number;
  shiftHighMs: number;
}

export interface Comparisons {
  p50: LatencyComparison | null;
  p95: LatencyComparison | null;
  p99: LatencyComparison | null;
  systemCpu: CostComparison | null;
}

export type FailureClass = Exclude<Outcome, "ok">;

/** CPU-milliseconds per verified request, from the slots. */
export interface WorkloadCpu {
  tunnelMsPerRequest: number | null;
  /** Services and broker. */
  serviceMsPerRequest: number | null;
  generatorMsPerRequest: number | null;
  /** Whole host less its idle floor and the generator, METHOD.md §4.3. Includes the kernel; noise can make it negative. */
  systemMsPerRequest: number | null;
  /** Slots that these rest on; absent before it was counted. */
  rounds?: number;
}

/** From the duet unless it says otherwise. */
export interface WorkloadSummary {
  /** Requests that the generator released. */
  sent: number;
  ok: number;
  /** `unsent` were never released, so `ok` and all errors together are what was offered. */
  errors: Record<FailureClass, number>;
  /** All errors together. */
  failed: number;
  errorRatio: number | null;
  /** (Lost + timeouts) / sent. */
  lossRatio: number | null;
  duplicates: number;
  reordered: number;
  offeredPerSecond: number;
  /** Released before the end of the duet, with 50 ms of grace; `sent` are released however late. */
  achievedPerSecond: number;
  dispatchLagUs: { p50: number; p99: number; max: number } | null;
  /** doneNs − readyNs: the headline. */
  latencyUs: LatencyDistribution;
  /** doneNs − intendedNs. */
  scheduledLatencyUs: LatencyDistribution;
  /** receivedNs − sentNs. */
  oneWayUs: LatencyDistribution | null;
  vsBaseline: Comparisons | null;
  /** Only of a head: against its base, which was in the same duet and the same rounds of slots. */
  vsBase?: ControlComparisons | null;
  cpu: WorkloadCpu | null;
  /** Both directions on the wire leg, at the device, from the slots. */
  wireBytesPerRequest: number | null;
  /** Requests of this workload's slots, but not of rounds that a gate dropped: they feed costs, not latency. */
  slots: { sent: number; ok: number; errors: number } | null;
  /** Whether the duet's block medians stayed where they were, METHOD.md §2.5; null: too few blocks. */
  steady: { state: "yes" | "no"; reason: string | null } | null;
  /** Lag-1 autocorrelation of the duet's block medians; null: too few blocks. */
  autocorrelation: number | null;
  /** What a reader must know of this row, METHOD.md §1.2 and §1.4. */
  flags: Flag[];
  /** Requests per second by number of connections, each with one request in flight. */
  closedLoop: Record<ClosedLoopSize, ClosedLoopSummary | null> | null;
  connect: ConnectSummary | null;
  saturation: SaturationSummary | null;
  /** By number of streams. */
  bulk: Record<BulkSize, BulkSummary | null> | null;
}

/** A remark on one row. It is about what was measured, so it never changes the grade or drops anything. */
export interface Flag {
  id: "delayed-ack-suspect" | "scheduled-differs" | "not-steady" | "duet-differs-from-slots";
  text: string;
}

export const closedLoopSizes = ["1", "8", "32"] as const;
export type ClosedLoopSize = (typeof closedLoopSizes)[number];
export const bulkSizes = ["1", "8"] as const;
export type BulkSize = (typeof bulkSizes)[number];

/**
 * What kept a figure from being higher. `generator`, `service`, `tunnel`: the busiest container of that kind had no CPU of
 * its own left. `machine`: no CPU was idle. `latency`: nothing was full: each request waited for the one before it, and a bulk stream
 * for its window. `objective`: the search's own limit. A figure that the generator limited is a lower bound of the tunnel's.
 */
export const limits = ["generator", "service", "tunnel", "machine", "latency", "objective"] as const;
export type Limit = (typeof limits)[number];

/** A rate that was reached, mean over the instances; the 95 % t-interval needs two. */
export interface Capacity {
  value: number;
  low: number | null;
  high: number | null;
  /** Instances. */
  n: number;
  limitedBy: Limit;
  /**
   * CPU that neither the lab nor this program used meanwhile, of one CPU, greatest load; `isDisturbed` says when it is too
   * much. Absent where it cannot be told.
   */
  foreignPercent?: number;
}

/**
 * From here on others took so much CPU that a load's figure may be too low; gate `loads`. Our choice: on an undisturbed
 * machine up to 14 % was seen, the kernel's work for bulk transfers that no container is charged for.
 */
export const disturbedFromPercent = 25;

/** Whether so much CPU went to others that the figure cannot be relied on. */
export function isDisturbed({ foreignPercent = 0 }: { foreignPercent?: number }): boolean {
  return foreignPercent > disturbedFromPercent;
}

export interface ClosedLoopSummary {
  perSecond: Capacity;
  /** A closed loop hides waiting, so this is no latency of the scenario. null: infinite, so many requests failed. */
  p50Us: number | null;
  p99Us: number | null;
  /** Of the answers. */
  maxUs: number;
  errors: number;
}

export interface ConnectSummary {
  /** New connections per second with one request on each; null: not in the plan. */
  perSecond: Capacity | null;
  /** Requests of that load that failed; those of the connect phase are in `requests.failed`. null: not in the plan. */
  errors: number | null;
  /** From connecting to the first byte of the answer on a new connection, the tunnel's own set-up included. */
  ttfbUs: LatencyDistribution | null;
}

export interface SaturationSummary {
  /** Lower bound of the highest rate that keeps the objective. */
  perSecond: Capacity;
  sloMs: number;
  /** Least rate that failed, and why; null where none failed. */
  firstFailing: { perSecond: number; reason: string } | null;
  /** Upper / lower bound − 1 at the end of the search; null where nothing failed. */
  widthRatio: number | null;
  trials: number;
  /** Scheduled latency at shares of the rate found, of the last search; null: requests without an answer reach it. */
  latencyAt: { share: number; perSecond: number; p50Us: number | null; p99Us: number | null }[];
}

export interface BulkSummary {
  /** Verified payload at the receiver, megabits a second. */
  upMbps: Capacity | null;
  downMbps: Capacity | null;
  /** CPU of the whole machine less its idle floor and the generator, per gigabyte of payload, both directions. */
  cpuSecondsPerGb: number | null;
  /** Of the tunnel pair alone. */
  tunnelCpuSecondsPerGb: number | null;
  /** Streams that failed, both directions. */
  errors: number;
  /** As of `Capacity`, both directions: what others used is in the CPU of the whole machine. */
  foreignPercent?: number;
}

export const accountRoles = [
  "generator",
  "service",
  "broker",
  "tunnel-client",
  "tunnel-server",
  "sidecar",
] as const satisfies readonly Role[];
export type AccountRole = (typeof accountRoles)[number];

/** Sums over the containers of a role, never averages. */
export interface RoleResources {
  cpuMsPerRequest: number | null;
  /** Working set at the end of the duet. */
  memoryMiB: number | null;
  peakMiB: number | null;
}

export interface ResourcesSummary {
  /** The scenario's own containers together; null for a scenario that adds none. CPU from the duet. */
  tunnel: RoleResources | null;
  /** Tunnel roles from the duet, endpoints from the slots. null: no such container. */
  byRole: Record<AccountRole, RoleResources | null>;
  systemCpuMsPerRequest: number | null;
  hostMemoryMiB: number | null;
  /** The study's definition: mean over all containers, endpoints included. Only for comparison with the study. */
  cpuPercentOfContainers: number | null;
  memoryPercentOfContainers: number | null;
}

/** Counts over the duet (own containers) and the scenario's slots (own containers and endpoints). */
export interface NetworkSummary {
  wireBytesPerRequest: number | null;
  /** Wire bytes / baseline's, over the workloads that both carried. */
  wireOverheadRatio: number | null;
  retransmits: number | null;
  socketDrops: number | null;
  deviceDrops: number | null;
}

export interface EvidenceSummary {
  verdict: EvidenceVerdict["verdict"];
  reason: string | null;
  wire: { found: number; expected: number; packets: number; bytes: number };
  controls: EvidenceVerdict["controls"];
  captureDrops: number;
  /** Attempts to get in without the right key or certificate: name of the attempt to what happened. */
  activeTests: Record<string, "refused" | "accepted"> | null;
}

/** `status` is also `failed` where the record says `ok`, but no request of a duet was answered. */
export interface ScenarioSummary extends Omit<ScenarioRecord, "file" | "readyMs"> {
  /** Long-running containers that the scenario adds. */
  containers: number;
  /** Workloads that it carried. */
  streams: number;
  /** All measured requests, of duet and slots and all workloads; requests that were never sent count as failed. */
  requests: { sent: number; failed: number } | null;
  evidence: EvidenceSummary | null;
  workloads: Record<WorkloadName, WorkloadSummary | null>;
  resources: ResourcesSummary | null;
  network: NetworkSummary | null;
  lifecycle: { readyMs: number | null; recoveryMs: number | null; failClosed: boolean | null };
  reasons: Reasons;
}

export type Grade = "A" | "B" | "C";

/** Encryption in the kernel is charged to no container, METHOD.md §4.3: what its containers cost is not what it costs. */
export function worksInKernel({ implementation }: Pick<ScenarioRecord, "implementation">): boolean {
  return /\bkernel\b/i.test(implementation ?? "");
}

/** One check of the generator, the host or the plan; never of what is measured. METHOD.md §9.3. */
export interface Gate {
  id: string;
  title: string;
  unit: string;
  value: number | null;
  /** On which side of the limits a value is bad. */
  bad: "above" | "below";
  /** Beyond it: a warning. */
  warnLimit: number;
  /** Beyond it: invalid. null: this gate can only warn. */
  invalidLimit: number | null;
  state: "pass" | "warn" | "invalid" | "unknown";
  /** One sentence part for the grade's reasons; null when it passes. */
  reason: string | null;
}

export interface ControlComparisons extends Comparisons {
  tunnelCpu: CostComparison | null;
}

/** Two identical relay pairs against each other: what this run calls a difference where there is none. */
export interface ControlSummary {
  scenario: string;
  reference: string;
  workloads: Record<WorkloadName, ControlComparisons | null>;
  reasons: Reasons;
}

export interface StudyLatency {
  /** Whole milliseconds one way, as the study computed them. */
  meanMs: number;
  minMs: number;
  maxMs: number;
  /** The proper ones beside it, microseconds. */
  p50: Estimate | null;
  p95: Estimate | null;
  p99: Estimate | null;
  /** Messages that were ingested in the window; and those that were due in it, with how many never came. */
  ingested: number;
  sent: number;
  missing: number;
}

export interface StudyRow {
  scenario: string;
  http: StudyLatency | null;
  mqtt: StudyLatency | null;
  /** The study's definitions: averages over all containers. */
  cpuPercent: number | null;
  memoryPercent: number | null;
  containers: number;
  drops: number | null;
  /** Why a value of this row is null, by its path: `mqtt`, `http.p99`. */
  reasons?: Reasons;
}

/** One neighbouring pair of the study's order, judged on this run's data. */
export interface StudyOrdering {
  workload: WorkloadName;
  /** The study found `lower` below `higher`. */
  lower: string;
  higher: string;
  /** What the study printed, ms. */
  studyLowerMs: number;
  studyHigherMs: number;
  /** higher − lower of this run's one-way times, µs, with a 95 % interval; null: one of them was not measured. */
  shiftUs: Estimate | null;
  verdict: "found again" | "reversed" | "undecided" | "not measured";
  reason: string | null;
}

/** The study's table II from this run, and whether its orderings were found again. Only of a run with the study's protocol. */
export interface StudySummary {
  windowMinutes: number;
  minutes: number;
  isConcurrent: boolean;
  rows: StudyRow[];
  orderings: StudyOrdering[];
}

/** The host's newest calibration when the run was analysed. */
export interface CalibrationReference {
  id: string;
  at: string;
  passed: number;
  of: number;
  /** Days before the run. */
  ageDays: number;
}

export interface Summary {
  schema: typeof summarySchema;
  run: Pick<RunRecord, "id" | "startedAt" | "endedAt" | "status" | "statusReason" | "seed"> & {
    profile: string;
    /** Those whose duet or study went to its end. */
    instances: number;
    command: string[];
    /** Where the plan departs from its profile's reference. */
    deviations: string[];
  };
  tool: RunRecord["tool"];
  host: RunRecord["host"];
  grade: { value: Grade; reasons: string[] };
  gates: Gate[];
  control: ControlSummary | null;
  /** null: this host has none. */
  calibration: CalibrationReference | null;
  /** null: not a run of the study's protocol. */
  study: StudySummary | null;
  scenarios: ScenarioSummary[];
  plots: Plots;
}
