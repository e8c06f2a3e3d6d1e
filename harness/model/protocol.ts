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
}

export type GeneratorCommand =
  | HelloCommand
  | PhaseCommand
  | { type: "gate"; scenario: string; workload: WorkloadName; deadlineMs: number }
  | { type: "close"; scenario: string }
  | { type: "heartbeat" };

export type SubscriberCommand = HelloCommand | { type: "flush" } | { type: "heartbeat" };

/** One request as the generator saw it; for MQTT the harness adds what the subscriber saw. */
export type GeneratorRow = Omit<Sample, "phase" | "instance" | "duplicates" | "reordered">;

/** What the generator itself cost and how punctual it was; gates G1-G4 read it. */
export interface GeneratorFacts {
  cpuNs: number;
  eventLoopUtilization: number;
  dispatchLagP99Ns: number | null;
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
