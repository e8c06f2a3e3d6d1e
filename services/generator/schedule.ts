import type { PhaseCommand, Target } from "../../harness/model/protocol.ts";
import { type RandomSource, shuffle, uniform } from "../../harness/model/random.ts";
import type { WorkloadName } from "../../harness/model/scenario.ts";

/** One request to be released: `atNs` after the start of the phase. */
export interface ScheduledEvent {
  atNs: number;
  scenario: string;
  workload: WorkloadName;
}

export type SchedulePlan = Pick<PhaseCommand, "seconds" | "ratePerSecond" | "workloads" | "arrivals">;

/** The targets that carry one workload. */
interface WorkloadTargets {
  workload: WorkloadName;
  scenarios: string[];
}

/** The phase's requests in the order of their release, METHOD.md §1.3; the same seed gives the same ones. */
export function scheduleEvents(
  plan: SchedulePlan,
  targets: readonly Target[],
  random: RandomSource,
): ScheduledEvent[] {
  const workloads = plan.workloads.map((workload) => ({
    workload,
    scenarios: targets.filter((target) => target.addresses[workload]).map((target) => target.scenario),
  }));
  if (plan.arrivals === "constant") return constantEvents(plan, workloads, random);
  if (plan.arrivals === "poisson") return poissonEvents(plan, workloads, random);
  return jitteredEvents(plan, workloads, random);
}

/**
 * The duet of METHOD.md §2.2: in each cycle of 1/rate every target gets one request, in a fresh random
 * permutation, HTTP and MQTT cycles alternating; request i of the phase leaves at (i + U)·Δ, U uniform in [0, 1),
 * so that counts per cycle are exact and nothing locks to a timer's phase.
 */
function jitteredEvents(
  { seconds, ratePerSecond }: SchedulePlan,
  workloads: readonly WorkloadTargets[],
  random: RandomSource,
): ScheduledEvent[] {
  const perCycle = workloads.reduce((sum, { scenarios }) => sum + scenarios.length, 0);
  const cycles = Math.round(seconds * ratePerSecond);
  const stepNs = 1e9 / ratePerSecond / perCycle;
  const events: ScheduledEvent[] = [];
  for (let cycle = 0; cycle < cycles; cycle++) {
    for (const { workload, scenarios } of workloads) {
      for (const scenario of shuffle(scenarios, random)) {
        events.push({ atNs: Math.floor((events.length + uniform(random)) * stepNs), scenario, workload });
      }
    }
  }
  return events;
}

/**
 * Every target at exact intervals of 1/rate, floor(rate·T) times; the targets evenly apart inside the interval, in an
 * order that is drawn once. One random offset, the same for all, keeps the phase off the beat of any timer.
 */
function constantEvents(
  { seconds, ratePerSecond }: SchedulePlan,
  workloads: readonly WorkloadTargets[],
  random: RandomSource,
): ScheduledEvent[] {
  const lanes = shuffle(lanesOf(workloads), random);
  const apartNs = 1e9 / ratePerSecond / lanes.length;
  const offsetNs = uniform(random) * apartNs; // below one lane's share, so that the last request is still in the phase
  const perLane = Math.floor(seconds * ratePerSecond + 1e-9); // 0.29 × 100 is 28.999…
  const events: ScheduledEvent[] = [];
  for (let index = 0; index < perLane; index++) {
    for (const [place, lane] of lanes.entries()) {
      const atNs = Math.floor(offsetNs + place * apartNs) + Math.round((index * 1e9) / ratePerSecond);
      events.push({ ...lane, atNs });
    }
  }
  return events;
}

/** Every target a Poisson process of its own: gaps −ln(1 − U)/rate, by inversion of the exponential distribution. */
function poissonEvents(
  { seconds, ratePerSecond }: SchedulePlan,
  workloads: readonly WorkloadTargets[],
  random: RandomSource,
): ScheduledEvent[] {
  const events: ScheduledEvent[] = [];
  const gap = () => -Math.log(1 - uniform(random)) / ratePerSecond;
  for (const lane of lanesOf(workloads)) {
    for (let at = gap(); at < seconds; at += gap()) events.push({ ...lane, atNs: Math.floor(at * 1e9) });
  }
  return events.sort((one, other) => one.atNs - other.atNs);
}

function lanesOf(workloads: readonly WorkloadTargets[]): Omit<ScheduledEvent, "atNs">[] {
  return workloads.flatMap(({ workload, scenarios }) =>
    scenarios.map((scenario) => ({ scenario, workload })),
  );
}
