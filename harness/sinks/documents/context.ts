import type { PhaseKind } from "../../model/plan.ts";
import type { RunRecord } from "../../model/run-record.ts";
import { slugOf } from "../../model/scenario-name.ts";
import type { DocumentKind } from "../fields/field.ts";
import { timestamps } from "./timestamps.ts";

/** What a document says of the phase of its line. */
export interface PhaseFacts {
  kind: PhaseKind;
  /** From here on its requests enter a figure of the summary, ns since the run's epoch; null: none do. */
  measuredFromNs: number | null;
}

/** What a document says of a container beyond its line. */
export interface ContainerFacts {
  image: string;
  service: string;
}

/** What all documents of a run share, made once from run.json. */
export interface RunContext {
  runId: string;
  profile: string;
  /** Absent in runs of the first schema version. */
  hostId: string | undefined;
  cpuCount: number;
  /** A request without an answer took at least so long. */
  timeoutUs: number;
  /** Time of day of a moment of the run, ISO 8601 with milliseconds. */
  timestamp(atNs: number): string;
  /** Also of trials (`<phase>#3`); measured are those that are in the timeline, as every phase is that has lines. */
  phase(name: string): PhaseFacts | undefined;
  container(name: string): ContainerFacts | undefined;
}

const measuredKinds: readonly PhaseKind[] = ["duet", "slot", "connect", "study"];

/**
 * The context of a run. Of a run under way it may be made as soon as the containers are in its record, with the first phase
 * that has lines.
 */
export function documentContext(record: RunRecord): RunContext {
  const { id, startedAt, host, plan, containers } = record;
  const phases = indexPhases(record);
  const byContainer = new Map(
    containers.map(({ service, scenario, imageIdentity }): [string, ContainerFacts] => [
      service,
      { image: imageIdentity.reference, service: withoutScenario(service, scenario) },
    ]),
  );
  return {
    runId: id,
    profile: plan.profile.name,
    hostId: host.id,
    cpuCount: host.cpuCount,
    timeoutUs: plan.profile.timeoutSeconds * 1e6,
    timestamp: timestamps(Date.parse(startedAt)),
    phase: (name) => phases.get(name) ?? phases.get(shapeOf(name)),
    container: (name) => byContainer.get(name),
  };
}

/** The fields that every document has. */
export function commonValues(
  kind: DocumentKind,
  { runId, profile, hostId }: Pick<RunContext, "runId" | "profile" | "hostId">,
): Record<string, string | undefined> {
  return {
    "event.dataset": `tunnelbench.${kind}`,
    "host.id": hostId,
    "bench.run.id": runId,
    "bench.run.profile": profile,
  };
}

function indexPhases({ plan, timeline }: RunRecord): Map<string, PhaseFacts> {
  const starts = new Map(timeline.map(({ phase, startNs }) => [phase, startNs]));
  const shapes = plan.phases.map(
    ({ name, kind }) => [shapeOf(name), { kind, measuredFromNs: null }] as const,
  );
  const phases = new Map<string, PhaseFacts>(shapes);
  for (const { name, kind, settleSeconds } of plan.phases) {
    const startNs = starts.get(name);
    const isMeasured = startNs !== undefined && measuredKinds.includes(kind);
    phases.set(name, { kind, measuredFromNs: isMeasured ? startNs + settleSeconds * 1e9 : null });
  }
  return phases;
}

/**
 * What a phase has in common with those that the run makes of it: a trial of a search (`i0-saturation-stunnel#3`), an
 * extended warm-up (`i0-warmup-2`), a round of slots that replaces another one (`i0-r6-http-stunnel`).
 */
function shapeOf(name: string): string {
  return name
    .replace(/#\d+$/, "")
    .replace(/-warmup-\d+$/, "-warmup")
    .replace(/-r\d+-/, "-r*-");
}

/** In a lab the services of a scenario begin with its name: `stunnel-client`. */
function withoutScenario(service: string, scenario: string | null): string {
  if (scenario === null) return service;
  const prefix = `${slugOf(scenario)}-`;
  return service.startsWith(prefix) ? service.slice(prefix.length) : service;
}
