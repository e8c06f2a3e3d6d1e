import type { Phase, Plan, Profile } from "../model/plan.ts";
import { randomFromSeed, shuffle } from "../model/random.ts";
import type { Scenario, WorkloadName } from "../model/scenario.ts";
import { workloadNames } from "../model/scenario.ts";
import { williamsSquare } from "../stats/williams.ts";

/** What the containers, the gate, the analysis and the removal take beside the phases; for the remaining-time line. */
const overheadSeconds = 15;
/** A duet's first second shows the change of phase, not the tunnels. */
const duetSettleSeconds = 1;

export interface PlanRequest {
  profile: Profile;
  scenarios: readonly Scenario[];
  seed: string;
}

/** Everything that will happen, as data: the run's loop only executes it. */
export function planRun({ profile, scenarios, seed }: PlanRequest): Plan {
  const names = scenarios.map(({ name }) => name);
  const instances = Array.from({ length: profile.instances }, (_, instance) => instance);
  const phases = instances.flatMap((instance) => [
    ...openingPhases(profile, names, instance),
    ...slotPhases(profile, scenarios, instance, seed),
  ]);
  const measured = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  return {
    profile,
    scenarios: names,
    workloads: [...workloadNames],
    seed,
    phases,
    expectedSeconds: Math.ceil(measured + phases.length * 0.15 + overheadSeconds * profile.instances),
  };
}

function openingPhases(profile: Profile, scenarios: string[], instance: number): Phase[] {
  const common = { instance, round: null, scenarios, workloads: [...workloadNames] };
  const evidenceRate = profile.evidenceSecrets / profile.evidenceSeconds;
  return [
    {
      ...common,
      kind: "evidence",
      name: phaseName(instance, "evidence"),
      seconds: profile.evidenceSeconds,
      ratePerSecond: evidenceRate,
      settleSeconds: 0,
    },
    { ...common, kind: "warmup", name: phaseName(instance, "warmup"), ...profile.warmup, settleSeconds: 0 },
    {
      ...common,
      kind: "duet",
      name: phaseName(instance, "duet"),
      ...profile.duet,
      settleSeconds: duetSettleSeconds,
    },
  ];
}

/**
 * One scenario and one workload at a time, rounds alternating between HTTP and MQTT, in rows of a Williams square
 * shuffled by the seed (METHOD.md §2.2); each round starts with an idle slot, the floor that is not charged to anyone.
 */
function slotPhases(
  profile: Profile,
  scenarios: readonly Scenario[],
  instance: number,
  seed: string,
): Phase[] {
  const { rounds, seconds, settleSeconds, ratePerSecond } = profile.slots;
  const rows = shuffle(williamsSquare(scenarios.length), randomFromSeed(seed, `slots/${instance}`));
  return Array.from({ length: rounds }, (_, round) => round).flatMap((round) => {
    const workload = workloadNames[round % workloadNames.length]!;
    const slot = { instance, round, seconds: seconds + settleSeconds, settleSeconds };
    const row = rows[Math.floor(round / workloadNames.length) % rows.length] ?? [];
    const idle: Phase = {
      ...slot,
      kind: "idle",
      name: phaseName(instance, `r${round}-idle`),
      scenarios: [],
      workloads: [],
      ratePerSecond: 0,
    };
    const busy = row
      .map((index) => scenarios[index]!)
      .filter((scenario) => scenario.entry[workload])
      .map(
        ({ name }): Phase => ({
          ...slot,
          kind: "slot",
          name: phaseName(instance, `r${round}-${workload}-${name}`),
          scenarios: [name],
          workloads: [workload satisfies WorkloadName],
          ratePerSecond,
        }),
      );
    return [idle, ...busy];
  });
}

function phaseName(instance: number, name: string): string {
  return `i${instance}-${name}`;
}
