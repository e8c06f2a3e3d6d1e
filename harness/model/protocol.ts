import type { LoadOutcome } from "./load.ts";
import type { Arrivals, ConnectionUse, LoadSpec } from "./plan.ts";
import type { Sample } from "./sample.ts";
import type { WorkloadName } from "./scenario.ts";

/**
 * The line protocol between the harness and the processes in the endpoints: one JSON document a line, commands on
 * their standard input, answers on their standard output. There is no control port, DESIGN.md §5.
 */

/** Where the generator connects for one scenario and workload; addresses only, so that no name is looked up. */
export interface TargetAddress {
  protocol: "tcp" | "socks5h";
  host: string;
  port: number;
  /** Through SOCKS5: what the proxy is asked to connect to. */
  socksTarget?: { host: string; port: number };
}

export interface Target {
  scenario: string;
  /** 32 hexadecimal digits, the same length for all, so that all scenarios carry the same bytes. */
  clientId: string;
  addresses: Partial<Record<WorkloadName, TargetAddress>>;
}

/** Starts every process; `keyHex` makes the secrets and never touches a disk. */
export interface HelloCommand {
  type: "hello";
  epochNs: string;
  keyHex: string;
  payloadBytes: number;
  timeoutMs: number;
  targets: Target[];
}

/** Traffic of one phase. The schedule follows from the seed alone. */
export interface PhaseCommand {
  type: "phase";
  name: string;
  scenarios: string[];
  workloads: WorkloadName[];
  seconds: number;
  ratePerSecond: number;
  seed: string;
  arrivals: Arrivals;
  connections: ConnectionUse;
  /** Blocks the generator's own event loop once for so long in the middle: a known fault for calibration. */
  stallMs?: number;
}

/** Saturates one scenario. Answered by `started`, then `loaded`. */
export interface LoadCommand {
  type: "load";
  name: string;
  scenario: string;
  load: LoadSpec;
  /** Whole time, the settling included. */
  seconds: number;
  settleSeconds: number;
  seed: string;
}

export type GeneratorCommand =
  | HelloCommand
  | PhaseCommand
  | LoadCommand
  | { type: "gate"; scenario: string; workload: WorkloadName; deadlineMs: number }
  | { type: "close"; scenario: string }
  | { type: "heartbeat" };

export type SubscriberCommand = HelloCommand | { type: "flush" } | { type: "heartbeat" };

/** One request as the generator saw it; for MQTT the harness adds what the subscriber saw. */
export type GeneratorRow = Omit<Sample, "phase" | "instance" | "duplicates" | "reordered">;

/** The generator's event loop in one second of a phase; METHOD.md §1.3. */
export interface LoopBlock {
  block: number;
  eventLoopUtilization: number;
  /** Greatest delay of a 10 ms timer beyond its resolution. */
  loopDelayMaxNs: number;
  /** Longest and all pauses of the garbage collector. */
  gcMaxNs: number;
  gcTotalNs: number;
}

/** What the generator itself cost and how punctual it was; gates G1-G4 read it. */
export interface GeneratorFacts {
  cpuNs: number;
  eventLoopUtilization: number;
  /** null for an unpaced phase. */
  dispatchLagP99Ns: number | null;
  /** Absent in runs of the first schema version. */
  blocks?: LoopBlock[];
}

export interface ProcessFacts {
  nodeVersion: string;
  bootId: string;
  /** Offsets of /proc/self/timens_offsets; all must be 0, METHOD.md §3. */
  timeOffsets: number[];
}

export interface GateResult {
  scenario: string;
  workload: WorkloadName;
  ok: boolean;
  /** Address that the service saw as its peer (HTTP). */
  peer: string | null;
  seq: number;
  waitedMs: number;
  error: string | null;
}

export type GeneratorAnswer =
  | ({ type: "ready" } & ProcessFacts)
  | ({ type: "gate" } & GateResult)
  | { type: "started"; name: string; startNs: number; endNs: number; events: number }
  | { type: "progress"; sent: number; ok: number; failed: number }
  | { type: "rows"; rows: GeneratorRow[] }
  | { type: "done"; name: string; facts: GeneratorFacts }
  | { type: "loaded"; name: string; outcome: LoadOutcome }
  | { type: "error"; message: string };

/** One MQTT message as it reached the subscriber. */
export interface Receipt {
  clientId: string;
  seq: number;
  receivedNs: number;
  verifiedNs: number;
  /** The digest of the secret that arrived, to be compared with the secret that was sent. */
  digest: string;
}

export type SubscriberAnswer =
  | ({ type: "ready" } & ProcessFacts)
  | { type: "receipts"; receipts: Receipt[]; last: boolean }
  | { type: "error"; message: string };
