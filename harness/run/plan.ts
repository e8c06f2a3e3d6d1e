import type { Phase, Plan, Profile } from "../model/plan.ts";
import type { Scenario } from "../model/scenario.ts";
import { workloadNames } from "../model/scenario.ts";
import {
  bulkPhases,
  connectPhases,
  duetPhases,
  evidencePhases,
  type PhaseRequest,
  saturatingPhases,
  slotPhases,
  studyPhases,
  warmupPhases,
} from "./plan-phases.ts";

/** What the containers, the gate, the analysis and the removal take beside the phases; for the remaining-time line. */
const overheadSeconds = 15;
/** Between two phases: the generator's lead, counters, samples. */
const changeSeconds = 0.15;

export interface PlanRequest {
  profile: Profile;
  scenarios: readonly Scenario[];
  seed: string;
  /** @default none */
  deviations?: readonly string[];
}

/** Everything that will happen, as data: the run's loop only executes it. */
export function planRun({ profile, scenarios, seed, deviations = [] }: PlanRequest): Plan {
  const instances = Array.from({ length: profile.instances }, (_, instance) => instance);
  const phases = instances.flatMap((instance) => instancePhases({ profile, scenarios, seed, instance }));
  const measured = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  return {
    profile,
    scenarios: scenarios.map(({ name }) => name),
    workloads: [...workloadNames],
    seed,
    phases,
    expectedSeconds: Math.ceil(
      measured + phases.length * changeSeconds + overheadSeconds * profile.instances,
    ),
    deviations: [...deviations],
  };
}

function instancePhases(request: PhaseRequest): Phase[] {
  return [
    ...evidencePhases(request),
    ...warmupPhases(request),
    ...duetPhases(request),
    ...slotPhases(request),
    ...connectPhases(request),
    ...bulkPhases(request, request.profile.bulk),
    ...saturatingPhases(request),
    ...studyPhases(request),
  ];
}
