import type { Phase } from "../model/plan.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Sample } from "../model/sample.ts";
import type { WorkloadName } from "../model/scenario.ts";
import { DuetCollector, type Growing, type WorkloadTraffic } from "./duet-traffic.ts";
import { FloatList } from "./float-list.ts";
import { getOrAdd } from "./get-or-add.ts";
import { countVerified, indexContexts, type PhaseContext, wasInTime } from "./phase-context.ts";
import { latencyUsOf } from "./sample-times.ts";
import type { Window } from "./windows.ts";

export type { WorkloadTraffic } from "./duet-traffic.ts";
export type { InstanceTraffic } from "./instance-traffic.ts";

export interface SlotTraffic {
  sent: number;
  ok: number;
  errors: number;
  /** Between the slot's counters, so without the settling; µs, +Infinity without an answer. */
  latencyUs: Float64Array;
}

/** How punctual the generator was in one duet or round of slots. */
export interface Punctuality {
  dispatchLagUs: Float64Array;
  offered: number;
  /** Released before the end of the phase, as in `WorkloadTraffic`. */
  inTime: number;
}

export interface Traffic {
  duets: Map<string, WorkloadTraffic>;
  /** By scenario and workload, then by round. */
  slots: Map<string, Map<string, SlotTraffic>>;
  /** Verified requests inside a phase's counter window, by phase, then by scenario. */
  verified: Map<string, Map<string, number>>;
  punctuality: Map<string, Punctuality>;
  /** Samples of `connect` and `study` phases as they are, by phase: they are few, and judged in ways of their own. */
  kept: Map<string, Sample[]>;
  /** Phases that have samples, in the order of the file. */
  phases: ReadonlySet<string>;
}

/** Key of `duets`, and first key of `slots`. */
export function trafficKey(scenario: string, workload: WorkloadName): string {
  return `${scenario}/${workload}`;
}

/** Verified requests of a scenario between the two snapshots of a phase. */
export function verifiedIn(traffic: Traffic, phase: Phase, scenario: string): number {
  return traffic.verified.get(phase.name)?.get(scenario) ?? 0;
}

/** What of a run's record says how its samples and counters belong together; a single round has it too. */
export interface MeasuredPart {
  plan: Pick<RunRecord["plan"], "phases">;
  timeline: RunRecord["timeline"];
}

/** What still grows. */
interface Collectors {
  duets: Map<string, DuetCollector>;
  slots: Map<string, Map<string, Growing<SlotTraffic>>>;
  punctuality: Map<string, Growing<Punctuality>>;
}

/** Takes the samples of a run in, one by one, and sorts them to where they count: they need not be in memory together. */
export class TrafficCollector {
  readonly #contexts: Map<string, PhaseContext>;
  readonly #kept = new Map<string, Sample[]>();
  readonly #phases = new Set<string>();
  readonly #collectors: Collectors = { duets: new Map(), slots: new Map(), punctuality: new Map() };

  constructor(part: MeasuredPart, windows: ReadonlyMap<string, Window>) {
    this.#contexts = indexContexts(part, windows);
  }

  add(sample: Sample): void {
    this.#phases.add(sample.phase);
    const context = this.#contexts.get(sample.phase);
    if (context === undefined) return;
    const { kind, name, settleSeconds } = context.phase;
    if (kind === "connect" || kind === "study") {
      getOrAdd(this.#kept, name, () => []).push(sample);
      countVerified(sample, context);
      if (kind === "study") addToPunctuality(this.#collectors, sample, context, wasInTime(sample, context));
    }
    if (kind !== "duet" && kind !== "slot") return;
    countVerified(sample, context);
    const isInTime = wasInTime(sample, context);
    if (kind === "slot") addToSlots(this.#collectors, sample, context);
    // Settling is part of a slot's traffic but no second of the duet that it touches is analysed.
    else if (sample.block < settleSeconds) return;
    else addToDuet(this.#collectors, sample, context, isInTime);
    addToPunctuality(this.#collectors, sample, context, isInTime);
  }

  /** All that came in; once, because the lists are handed over. */
  take(): Traffic {
    const verified = new Map([...this.#contexts].map(([name, context]) => [name, context.verified]));
    return { kept: this.#kept, phases: this.#phases, verified, ...takeAll(this.#collectors) };
  }
}

/** Sorts all samples of a run to where they count, in one pass. */
export function collectTraffic(
  samples: Iterable<Sample>,
  part: MeasuredPart,
  windows: ReadonlyMap<string, Window>,
): Traffic {
  const collector = new TrafficCollector(part, windows);
  for (const sample of samples) collector.add(sample);
  return collector.take();
}

function addToSlots({ slots }: Collectors, sample: Sample, { group, window }: PhaseContext): void {
  const key = trafficKey(sample.scenario, sample.workload);
  const rounds = getOrAdd(slots, key, () => new Map<string, Growing<SlotTraffic>>());
  const slot = getOrAdd(rounds, group, () => {
    return { sent: 0, ok: 0, errors: 0, latencyUs: new FloatList() };
  });
  if (sample.outcome !== "unsent") slot.sent++;
  if (sample.outcome === "ok") slot.ok++;
  else slot.errors++;
  if (window !== undefined && sample.intendedNs >= window.start.atNs)
    slot.latencyUs.push(latencyUsOf(sample));
}

function addToDuet({ duets }: Collectors, sample: Sample, { phase }: PhaseContext, isInTime: boolean): void {
  const key = trafficKey(sample.scenario, sample.workload);
  getOrAdd(duets, key, () => new DuetCollector()).add(sample, phase, isInTime);
}

function addToPunctuality(
  { punctuality }: Collectors,
  sample: Sample,
  context: PhaseContext,
  isInTime: boolean,
): void {
  const group = getOrAdd(punctuality, context.group, () => {
    return { dispatchLagUs: new FloatList(), offered: 0, inTime: 0 };
  });
  group.offered++;
  if (isInTime) group.inTime++;
  if (sample.outcome === "unsent") return;
  group.dispatchLagUs.push((sample.readyNs - sample.intendedNs) / 1000);
}

function takeAll({ duets, slots, punctuality }: Collectors): Pick<Traffic, keyof Collectors> {
  const taken = [...punctuality].map(([name, group]): [string, Punctuality] => [
    name,
    { ...group, dispatchLagUs: group.dispatchLagUs.take() },
  ]);
  return {
    duets: new Map([...duets].map(([key, collector]) => [key, collector.take()])),
    slots: new Map([...slots].map(([key, rounds]) => [key, takeRounds(rounds)])),
    punctuality: new Map(taken),
  };
}

function takeRounds(rounds: ReadonlyMap<string, Growing<SlotTraffic>>): Map<string, SlotTraffic> {
  const taken = [...rounds].map(([round, slot]): [string, SlotTraffic] => [
    round,
    { ...slot, latencyUs: slot.latencyUs.take() },
  ]);
  return new Map(taken);
}
