import type { WorkloadName } from "./scenario.ts";

export type PhaseKind = "evidence" | "warmup" | "duet" | "slot" | "idle";

/** A timed part of an instance; the run's short loop executes them in order. */
export interface Phase {
  kind: PhaseKind;
  /** Unique in the run: `duet`, `slot-03-stunnel-http`, … */
  name: string;
  instance: number;
  /** Round of the slots, 0-based; null outside of them. */
  round: number | null;
  /** Scenarios that get traffic. */
  scenarios: string[];
  workloads: WorkloadName[];
  seconds: number;
  /** Requests per second, per scenario and workload. */
  ratePerSecond: number;
  /** Leading seconds whose samples are kept but not analysed, and whose counters are not charged. */
  settleSeconds: number;
}

export interface Profile {
  name: string;
  instances: number;
  payloadBytes: number;
  timeoutSeconds: number;
  /** Secrets per scenario and workload in the evidence phase. */
  evidenceSecrets: number;
  evidenceSeconds: number;
  warmup: { seconds: number; ratePerSecond: number };
  duet: { seconds: number; ratePerSecond: number };
  slots: { rounds: number; seconds: number; settleSeconds: number; ratePerSecond: number };
}

/** What was asked for and all that follows from it, before anything starts. */
export interface Plan {
  profile: Profile;
  scenarios: string[];
  workloads: WorkloadName[];
  seed: string;
  phases: Phase[];
  /** Sum over the phases plus the allowance for starting and stopping. */
  expectedSeconds: number;
}
