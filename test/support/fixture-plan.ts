import type { Phase, Plan, Profile } from "../../harness/model/plan.ts";
import { workloadNames } from "../../harness/model/scenario.ts";
import type { FixtureScenario } from "./fixture-scenarios.ts";

export const second = 1e9;

const profile = {
  name: "quick",
  instances: 1,
  payloadBytes: 256,
  timeoutSeconds: 2,
  evidenceSecrets: 16,
  evidenceSeconds: 2,
  warmup: { seconds: 1, ratePerSecond: 50 },
  duet: { seconds: 41, ratePerSecond: 25 },
  slots: { rounds: 4, seconds: 1, settleSeconds: 0.2, ratePerSecond: 200 },
} satisfies Profile;

/** Warm-up, duet and four rounds of slots for each instance. */
export function fixturePlan(scenarios: readonly FixtureScenario[], instances: number): Plan {
  const phases = Array.from({ length: instances }, (_, instance) => phasesOf(scenarios, instance)).flat();
  const names = scenarios.map(({ name }) => name);
  const plan = {
    scenarios: names,
    workloads: [...workloadNames],
    seed: "fixture",
    phases,
    expectedSeconds: 120,
  };
  return { profile: { ...profile, instances }, ...plan };
}

/** When a phase starts: one after the other, a minute apart. */
export function startOf(plan: Plan, phase: Phase): number {
  return (plan.phases.indexOf(phase) + 1) * 60 * second;
}

function phasesOf(scenarios: readonly FixtureScenario[], instance: number): Phase[] {
  const running = scenarios.filter(({ status }) => status === "ok").map(({ name }) => name);
  const common = { instance, round: null, scenarios: running, workloads: [...workloadNames] };
  const name = (rest: string) => `i${instance}-${rest}`;
  return [
    { ...common, kind: "warmup", name: name("warmup"), ...profile.warmup, settleSeconds: 0 },
    { ...common, kind: "duet", name: name("duet"), ...profile.duet, settleSeconds: 1 },
    ...[0, 1, 2, 3].flatMap((round) => roundOf(running, instance, round)),
  ];
}

function roundOf(running: readonly string[], instance: number, round: number): Phase[] {
  const workload = workloadNames[round % 2]!;
  const slot = { instance, round, seconds: 1.2, settleSeconds: 0.2 };
  const name = (rest: string) => `i${instance}-r${round}-${rest}`;
  return [
    { ...slot, kind: "idle", name: name("idle"), scenarios: [], workloads: [], ratePerSecond: 0 },
    ...running.map(
      (scenario): Phase => ({
        ...slot,
        kind: "slot",
        name: name(`${workload}-${scenario}`),
        scenarios: [scenario],
        workloads: [workload],
        ratePerSecond: 200,
      }),
    ),
  ];
}
