import type { Sample } from "../model/sample.ts";
import type { WorkloadName } from "../model/scenario.ts";
import type { Measurements } from "./measurements.ts";
import { clockPhaseNs } from "./wall-clock.ts";

const nsPerMs = 1e6;
/** Length of the blocks that orderings are judged by: 15 messages at the study's rate. */
const blockNs = 30e9;

/** The judged end of one study phase, on the run's clock; METHOD.md §10.3. */
interface JudgedPart {
  phase: string;
  startNs: number;
  endNs: number;
  /** Wall clock less the run's clock, modulo a millisecond: where whole milliseconds begin. */
  clockPhaseNs: number;
}

/** One scenario and workload in the judged part of its study phases. */
export interface StudyMessages {
  /** What the study saw of each message that was **ingested** in the part: whole milliseconds one way. */
  ingestedMs: number[];
  /** Of each message that was **due** in it: µs from the sender's stamp to the receipt, +Infinity if it never came. */
  oneWayUs: number[];
  /** `oneWayUs` by phase and complete 30-second block; scenarios of the same phase share the keys. */
  blocks: Map<string, number[]>;
}

/** Sorts the messages of one scenario and workload; nothing when no study phase carried it. */
export function collectStudyMessages(
  measurements: Measurements,
  scenario: string,
  workload: WorkloadName,
): StudyMessages | null {
  const messages: StudyMessages = { ingestedMs: [], oneWayUs: [], blocks: new Map() };
  for (const part of judgedParts(measurements, scenario)) {
    for (const sample of measurements.traffic.kept.get(part.phase) ?? []) {
      if (sample.scenario !== scenario || sample.workload !== workload) continue;
      addIngested(messages, sample, part);
      addDue(messages, sample, part);
    }
  }
  return messages.oneWayUs.length > 0 ? messages : null;
}

/** Phases that broke off before their end was noted have no last part. */
function judgedParts({ run, windows }: Measurements, scenario: string): JudgedPart[] {
  const all = [...windows.values()];
  const windowNs = (run.plan.profile.study?.windowMinutes ?? 0) * 60e9;
  return run.plan.phases.flatMap(({ kind, name, scenarios }) => {
    const entry = run.timeline.find(({ phase }) => phase === name);
    if (kind !== "study" || !scenarios.includes(scenario) || entry === undefined) return [];
    const startNs = Math.max(entry.startNs, entry.endNs - windowNs);
    return [{ phase: name, startNs, endNs: entry.endNs, clockPhaseNs: clockPhaseNs(all, windows.get(name)) }];
  });
}

/** By time of receipt, so a message under way at an edge counts for the side where it arrived, as in the study. */
function addIngested(
  messages: StudyMessages,
  { readyNs, receivedNs }: Sample,
  { startNs, endNs, clockPhaseNs }: JudgedPart,
): void {
  if (receivedNs === null || receivedNs < startNs || receivedNs >= endNs) return;
  const wholeMs = (atNs: number) => Math.floor((atNs + clockPhaseNs) / nsPerMs);
  messages.ingestedMs.push(wholeMs(receivedNs) - wholeMs(readyNs));
}

/** Without a verified answer, or without the service's word on when it came, a message never came. */
function addDue(
  messages: StudyMessages,
  { intendedNs, readyNs, receivedNs, outcome }: Sample,
  { phase, startNs, endNs }: JudgedPart,
): void {
  if (intendedNs < startNs || intendedNs >= endNs) return;
  const arrivedNs = outcome === "ok" && receivedNs !== null ? receivedNs : Number.POSITIVE_INFINITY;
  const oneWayUs = (arrivedNs - readyNs) / 1000;
  messages.oneWayUs.push(oneWayUs);
  const block = Math.floor((intendedNs - startNs) / blockNs);
  if (block >= Math.floor((endNs - startNs) / blockNs)) return;
  const key = `${phase}/${block}`;
  const values = messages.blocks.get(key);
  if (values === undefined) messages.blocks.set(key, [oneWayUs]);
  else values.push(oneWayUs);
}
