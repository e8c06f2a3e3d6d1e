import type { Plan } from "./plan.ts";
import type { GeneratorFacts } from "./protocol.ts";
import type { Role, ScenarioSource } from "./scenario.ts";

export const runSchema = "tunnelbench/run/2";
/** Schemas that this version reads: what the second added is optional. */
export const readableRunSchemas: readonly string[] = ["tunnelbench/run/1", runSchema];

/** What one scenario of the run is: copied from its file, so that a stored run explains itself. */
export interface ScenarioRecord {
  name: string;
  file: string;
  title: string;
  /** What really ran, as its container said: `wireguard-go 0.0.20220316`. */
  implementation: string | null;
  cipher: string | null;
  encrypts: boolean;
  authenticates: "psk" | "certificate" | "public-key" | "none";
  modifiesServices: boolean;
  status: "ok" | "unsupported" | "failed";
  reason: string | null;
  /** From the start of its containers to the first answer through its entry. */
  readyMs: number | null;
  /** Only of a head and of a scenario of a git reference. */
  source?: ScenarioSource;
  /** Only of a head: name of the scenario that has the same file from a git reference. */
  base?: string;
  /** Only of a head whose images are built: whether images and configuration are its base's. */
  isSameAsBase?: boolean;
}

export interface ContainerRecord {
  name: string;
  service: string;
  scenario: string | null;
  role: Role;
  image: string;
  /** Hash of the build context and of the installed packages, DESIGN.md §3. */
  imageIdentity: {
    reference: string;
    contextHash: string | null;
    packagesHash: string | null;
    packages: number | null;
  };
}

export interface TimelineEntry {
  phase: string;
  instance: number;
  startedAt: string;
  startNs: number;
  endNs: number;
  status: "done" | "interrupted" | "failed";
  reason: string | null;
  /** Secondary facts of the generator for this phase. */
  generator: GeneratorFacts | null;
}

export interface RunRecord {
  schema: string;
  id: string;
  startedAt: string;
  endedAt: string | null;
  status: "running" | "complete" | "interrupted" | "failed";
  statusReason: string | null;
  /** `branch`: null where none is checked out or this is no git checkout; absent in runs before it was recorded. */
  tool: { version: string; commit: string | null; dirty: boolean | null; branch?: string | null };
  request: { command: string[]; scenarios: string[]; explicit: boolean };
  seed: string;
  /** CLOCK_MONOTONIC in nanoseconds that all times of the run count from, as a decimal string. */
  epochNs: string;
  plan: Plan;
  host: {
    /** The same for all runs of one machine with one kernel; absent in runs of the first schema version. */
    id?: string;
    os: string;
    kernel: string;
    cpuModel: string;
    cpuCount: number;
    memoryBytes: number;
    hypervisor: string | null;
    cgroupVersion: 1 | 2 | null;
    clocksource: string | null;
    bootId: string | null;
    irqTimeAccounting: boolean | null;
  };
  docker: { engine: string; api: string; compose: string; storageDriver: string; cgroupDriver: string };
  subnet: string;
  scenarios: ScenarioRecord[];
  containers: ContainerRecord[];
  /** Environment, command and image of the endpoints, equal for all scenarios because they are the same containers. */
  endpoints: { service: string; image: string; command: string[]; environment: string[] }[];
  timeline: TimelineEntry[];
  /** Containers that were not the same at an instance's end as at its start: restarted, out of memory; gate E5. */
  identityChanges?: { instance: number; container: string; what: string }[];
  /** Names of the warm-ups that were extended because a target was not steady yet, with what was seen. */
  warmupExtensions?: { instance: number; reason: string }[];
}
