import type { Phase } from "../model/plan.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Outcome, Sample } from "../model/sample.ts";
import { outcomes } from "../model/sample.ts";
import type { WorkloadName } from "../model/scenario.ts";
import { groupOf, type Window } from "./windows.ts";

/** Length of the blocks that one instance is compared by. METHOD.md §10.1. */
const blockSeconds = 2;
/** A request that is released later than this after its phase's end did not keep the rate. Our choice: G1's greatest lag. */
const graceNs = 50e6;

/** Latencies of one scenario and workload in one instance; µs, +Infinity without an answer. */
export interface InstanceTraffic {
  latencyUs: number[];
  /** By two-second block of the duet, incomplete ones left out. */
  blocks: Map<number, number[]>;
  phase: Phase;
  lastSecond: number;
}

/** One scenario and workload: all that the duets say. */
export interface WorkloadTraffic {
  outcomes: Record<Outcome, number>;
  /** Requests that were released before the duet ended; the generator releases the others too, however late. */
  inTime: number;
  duplicates: number;
  reordered: number;
  latencyUs: number[];
  scheduledUs: number[];
  oneWayUs: number[];
  /** Answers whose service did not say when it received the request. */
  withoutReceiveTime: number;
  dispatchLagUs: number[];
  instances: Map<number, InstanceTraffic>;
}

export interface SlotTraffic {
  sent: number;
  ok: number;
  errors: number;
}

/** How punctual the generator was in one duet or round of slots. */
export interface Punctuality {
  dispatchLagUs: number[];
  offered: number;
  /** Released before the end of the phase, as in `WorkloadTraffic`. */
  inTime: number;
}

export interface Traffic {
  duets: Map<string, WorkloadTraffic>;
  /** By scenario and workload, then by round. */
  slots: Map<string, Map<string, SlotTraffic>>;
  /** Verified requests inside a phase's counter window, by phase and scenario. */
  verified: Map<string, number>;
  punctuality: Map<string, Punctuality>;
}

/** Key of `duets`, and first key of `slots`. */
export function trafficKey(scenario: string, workload: WorkloadName): string {
  return `${scenario}/${workload}`;
}

/** Verified requests of a scenario between the two snapshots of a phase. */
export function verifiedIn(traffic: Traffic, phase: Phase, scenario: string): number {
  return traffic.verified.get(`${phase.name}/${scenario}`) ?? 0;
}

/** Sorts all samples of a run to where they count, in one pass. */
export function collectTraffic(
  samples: Iterable<Sample>,
  { plan, timeline }: Pick<RunRecord, "plan" | "timeline">,
  windows: ReadonlyMap<string, Window>,
): Traffic {
  const byName = new Map(plan.phases.map((phase) => [phase.name, phase]));
  const endsNs = new Map(timeline.map(({ phase, endNs }) => [phase, endNs]));
  const traffic: Traffic = {
    duets: new Map(),
    slots: new Map(),
    verified: new Map(),
    punctuality: new Map(),
  };
  for (const sample of samples) {
    const phase = byName.get(sample.phase);
    if (phase?.kind !== "duet" && phase?.kind !== "slot") continue;
    countVerified(traffic, sample, windows.get(phase.name));
    const isInTime = wasInTime(sample, endsNs.get(phase.name));
    if (phase.kind === "slot") addToSlots(traffic, sample, phase);
    // Settling is part of a slot's traffic but no second of the duet that it touches is analysed.
    else if (sample.block < phase.settleSeconds) continue;
    else addToDuet(traffic, sample, phase, isInTime);
    addToPunctuality(traffic, sample, phase, isInTime);
  }
  return traffic;
}

/** A phase that broke off before its end was noted has none to be late for. */
function wasInTime({ outcome, readyNs }: Sample, endNs = Number.POSITIVE_INFINITY): boolean {
  return outcome !== "unsent" && readyNs <= endNs + graceNs;
}

function countVerified(traffic: Traffic, sample: Sample, window: Window | undefined): void {
  if (sample.outcome !== "ok" || window === undefined) return;
  if (sample.intendedNs < window.start.atNs || sample.intendedNs > window.end.atNs) return;
  const key = `${sample.phase}/${sample.scenario}`;
  traffic.verified.set(key, (traffic.verified.get(key) ?? 0) + 1);
}

function addToSlots(traffic: Traffic, sample: Sample, phase: Phase): void {
  const key = trafficKey(sample.scenario, sample.workload);
  const rounds = getOrAdd(traffic.slots, key, () => new Map<string, SlotTraffic>());
  const slot = getOrAdd(rounds, groupOf(phase), () => ({ sent: 0, ok: 0, errors: 0 }));
  if (sample.outcome !== "unsent") slot.sent++;
  if (sample.outcome === "ok") slot.ok++;
  else slot.errors++;
}

function addToPunctuality(traffic: Traffic, sample: Sample, phase: Phase, isInTime: boolean): void {
  const group = getOrAdd(traffic.punctuality, groupOf(phase), () => ({
    dispatchLagUs: [],
    offered: 0,
    inTime: 0,
  }));
  group.offered++;
  if (isInTime) group.inTime++;
  if (sample.outcome === "unsent") return;
  group.dispatchLagUs.push((sample.readyNs - sample.intendedNs) / 1000);
}

function addToDuet(traffic: Traffic, sample: Sample, phase: Phase, isInTime: boolean): void {
  const key = trafficKey(sample.scenario, sample.workload);
  const duet = getOrAdd(traffic.duets, key, emptyWorkloadTraffic);
  const answered =
    sample.outcome === "ok" && sample.doneNs !== null ? sample.doneNs : Number.POSITIVE_INFINITY;
  const latencyUs = (answered - sample.readyNs) / 1000;
  duet.outcomes[sample.outcome]++;
  if (isInTime) duet.inTime++;
  duet.duplicates += sample.duplicates;
  if (sample.reordered) duet.reordered++;
  duet.latencyUs.push(latencyUs);
  duet.scheduledUs.push((answered - sample.intendedNs) / 1000);
  if (sample.outcome !== "unsent") duet.dispatchLagUs.push((sample.readyNs - sample.intendedNs) / 1000);
  addOneWay(duet, sample);
  addToInstance(duet, sample, phase, latencyUs);
}

function addOneWay(duet: WorkloadTraffic, sample: Sample): void {
  if (sample.outcome !== "ok") duet.oneWayUs.push(Number.POSITIVE_INFINITY);
  else if (sample.receivedNs === null || sample.sentNs === null) duet.withoutReceiveTime++;
  else duet.oneWayUs.push((sample.receivedNs - sample.sentNs) / 1000);
}

function addToInstance(duet: WorkloadTraffic, sample: Sample, phase: Phase, latencyUs: number): void {
  const instance = getOrAdd(duet.instances, sample.instance, () => {
    return { latencyUs: [], blocks: new Map<number, number[]>(), phase, lastSecond: 0 };
  });
  instance.latencyUs.push(latencyUs);
  instance.lastSecond = Math.max(instance.lastSecond, sample.block);
  const first = Math.ceil(phase.settleSeconds);
  const block = Math.floor((sample.block - first) / blockSeconds);
  if (block >= Math.floor((phase.seconds - first) / blockSeconds)) return;
  getOrAdd(instance.blocks, block, () => []).push(latencyUs);
}

function emptyWorkloadTraffic(): WorkloadTraffic {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  return {
    outcomes: counts,
    inTime: 0,
    duplicates: 0,
    reordered: 0,
    latencyUs: [],
    scheduledUs: [],
    oneWayUs: [],
    withoutReceiveTime: 0,
    dispatchLagUs: [],
    instances: new Map(),
  };
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
