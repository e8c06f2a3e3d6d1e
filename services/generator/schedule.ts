import type { PhaseCommand, Target } from "../../harness/model/protocol.ts";
import { type RandomSource, shuffle, uniform } from "../../harness/model/random.ts";
import type { WorkloadName } from "../../harness/model/scenario.ts";

/** One request to be released: `atNs` after the start of the phase. */
export interface ScheduledEvent {
  atNs: number;
  scenario: string;
  workload: WorkloadName;
}

export type SchedulePlan = Pick<PhaseCommand, "seconds" | "ratePerSecond" | "workloads">;

/**
 * The duet of METHOD.md §2.2 as data: in each cycle of 1/rate every target gets one request, in a fresh random
 * permutation, HTTP and MQTT cycles alternating; request i of the phase leaves at (i + U)·Δ, U uniform in [0, 1)
 * (`jittered`, §1.3), so that counts per cycle are exact and nothing locks to a timer's phase.
 */
export function scheduleEvents(
  plan: SchedulePlan,
  targets: readonly Target[],
  random: RandomSource,
): ScheduledEvent[] {
  const lanes = plan.workloads.map((workload) => ({
    workload,
    scenarios: targets.filter((target) => target.addresses[workload]).map((target) => target.scenario),
  }));
  const perCycle = lanes.reduce((sum, lane) => sum + lane.scenarios.length, 0);
  const cycles = Math.round(plan.seconds * plan.ratePerSecond);
  const stepNs = 1e9 / plan.ratePerSecond / perCycle;
  const events: ScheduledEvent[] = [];
  for (let cycle = 0; cycle < cycles; cycle++) {
    for (const lane of lanes) {
      for (const scenario of shuffle(lane.scenarios, random)) {
        events.push({
          atNs: Math.floor((events.length + uniform(random)) * stepNs),
          scenario,
          workload: lane.workload,
        });
      }
    }
  }
  return events;
}
