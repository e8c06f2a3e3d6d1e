import type { WorkloadName } from "./scenario.ts";

/**
 * What a phase does. Paced phases release requests on a schedule and give samples: `evidence`, `warmup`, `duet`, `slot`,
 * `connect` (every request on a new connection) and `study` (the study's own protocol). `load` saturates one scenario and
 * `saturation` searches its highest rate: they give records in loads.ndjson. `idle` sends nothing. `calibration` is paced,
 * for a known answer alone: its samples enter no figure of a summary.
 */
export type PhaseKind =
  | "evidence"
  | "warmup"
  | "duet"
  | "slot"
  | "idle"
  | "connect"
  | "load"
  | "saturation"
  | "study"
  | "calibration";

/**
 * How requests follow each other, METHOD.md §1.3. `jittered`: request i at (i + U)·Δ. `constant`: every target at exact
 * intervals, the targets evenly apart, one random offset. `poisson`: every target independent, exponential gaps.
 */
export const arrivalKinds = ["jittered", "constant", "poisson"] as const;
export type Arrivals = (typeof arrivalKinds)[number];

/** `fresh`: every HTTP request opens its own connection and closes it; MQTT keeps its one connection always. */
export type ConnectionUse = "kept" | "fresh";

/** What saturates a scenario in a `load` phase; always HTTP. */
export type LoadSpec =
  /** Each connection sends its next request when the last one is answered. */
  | { kind: "closed-loop"; connections: number }
  /** As `closed-loop`, but every request on a new connection. */
  | { kind: "connect-rate"; connections: number }
  /** Verified bytes as fast as they go, seen from the generator. */
  | { kind: "bulk"; direction: "up" | "down"; streams: number }
  /** Constant rate over a pool of kept connections, waiting where none is free: a trial of the saturation search. */
  | {
      kind: "open-loop";
      connections: number;
      ratePerSecond: number;
      /** No trial of the search, but the latency at this share of the rate that it found. */
      share?: number;
    };

/** The search of METHOD.md §1.5: highest rate whose trials keep the objective. */
export interface SaturationSpec {
  /** A trial fails when the 99th percentile of its scheduled latency is above. */
  sloMs: number;
  connections: number;
  trialSeconds: number;
  /** Between trials, for what is still on its way. */
  pauseSeconds: number;
  /** The search ends when upper / lower bound is at most 1 + this. */
  widthRatio: number;
  /** Trials at the rate found, all of which must pass; the rate is lowered by one width where they do not. */
  finalTrials: number;
}

/** A timed part of an instance; the run's short loop executes them in order. */
export interface Phase {
  kind: PhaseKind;
  /** Unique in the run: `i0-duet`, `i0-r3-http-stunnel`, `i0-bulk-up-8-stunnel`, … */
  name: string;
  instance: number;
  /** Round of the slots, 0-based; null outside of them. */
  round: number | null;
  /** Scenarios that get traffic. */
  scenarios: string[];
  workloads: WorkloadName[];
  /** Of a `saturation`: what its search usually takes. */
  seconds: number;
  /** Requests per second, per scenario and workload; 0 where the load is not paced. */
  ratePerSecond: number;
  /** Leading seconds whose samples are kept but not analysed, and whose counters are not charged. */
  settleSeconds: number;
  /** @default "jittered" */
  arrivals?: Arrivals;
  /** @default "kept" */
  connections?: ConnectionUse;
  /** Blocks the generator's event loop once for so long in the middle: a known fault, for calibration only. */
  stallMs?: number;
  /** Of a `load`. */
  load?: LoadSpec;
  /** Of a `saturation`. */
  saturation?: SaturationSpec;
  /** A round of slots that was appended for one that a gate had dropped: that one's number. */
  replaces?: number;
}

export interface Paced {
  seconds: number;
  ratePerSecond: number;
}

export interface Timed {
  seconds: number;
  settleSeconds: number;
}

/** The study's protocol, PAPER.md: one message every so many seconds, judged over the last part. */
export interface StudySpec {
  minutes: number;
  /** The last so many minutes by ingest time are judged. */
  windowMinutes: number;
  everySeconds: number;
  /** All scenarios at once, evenly apart, instead of one after the other. */
  isConcurrent: boolean;
}

export interface Profile {
  name: string;
  instances: number;
  payloadBytes: number;
  timeoutSeconds: number;
  /** Secrets per scenario and workload in the evidence phase, which the first instance has. */
  evidenceSecrets: number;
  evidenceSeconds: number;
  /** @default "jittered" */
  arrivals?: Arrivals;
  /** `extensions`: how often it is run again while a target is not steady. METHOD.md §2.5. @default 0 */
  warmup: Paced & { extensions?: number };
  /** null: no duet, as in `paper`. */
  duet: Paced | null;
  slots: (Timed & { rounds: number; ratePerSecond: number }) | null;
  /** Time to first byte on new connections, all scenarios interleaved, in each instance. */
  connect?: Paced | null;
  /** In each instance: both directions for each number of streams. */
  bulk?: (Timed & { streams: number[] }) | null;
  /** These once, in the last instance. */
  bulkOnce?: (Timed & { streams: number[] }) | null;
  closedLoop?: (Timed & { connections: number[] }) | null;
  connectRate?: (Timed & { connections: number }) | null;
  saturation?: SaturationSpec | null;
  study?: StudySpec | null;
  /** Equivalence margin of p50, instead of METHOD.md's: fixed before the data is seen. Share and µs. */
  margins?: { p50: { ratio: number; absolute: number } };
}

/** What was asked for and all that follows from it, before anything starts. */
export interface Plan {
  profile: Profile;
  scenarios: string[];
  workloads: WorkloadName[];
  seed: string;
  /** Also the rounds that were appended while running. */
  phases: Phase[];
  /** Sum over the phases plus the allowance for starting and stopping. */
  expectedSeconds: number;
  /** Where it departs from the profile's reference, in words: a shortened study, for instance. */
  deviations?: string[];
}
