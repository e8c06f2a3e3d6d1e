import type { Phase, Plan, Profile } from "../model/plan.ts";
import type { Scenario } from "../model/scenario.ts";
import { workloadNames } from "../model/scenario.ts";
import { duetTargets, injected, plainTargets, zero } from "./targets.ts";

/** Names of the phases that checks ask for. */
export const phaseNames = {
  duet: "i0-duet",
  sequence: "i0-sequence",
  constantQueue: "i0-queue-constant",
  poissonQueue: "i0-queue-poisson",
  schedule: "i0-schedule",
  stalledSlot: "i0-r1-stalled",
} as const;

/** One instance, payload and timeout of `quick`; the phases are `planCalibration`'s. */
export const calibrationProfile: Profile = {
  name: "calibration",
  instances: 1,
  payloadBytes: 256,
  timeoutSeconds: 2,
  evidenceSecrets: 0,
  evidenceSeconds: 0,
  // as `quick`: METHOD.md §2.5 wants 500 requests on every path, and relays in Node show it
  warmup: { seconds: 10, ratePerSecond: 50 },
  duet: null,
  slots: null,
};

/** The duet's length: whole periods of the stall. 25/s a target is the rate of `quick` and `standard`. */
export const duetSpec = {
  ratePerSecond: 25,
  seconds: (4 * injected.stallEveryMs) / 1_000,
} as const;
/** METHOD.md §8, K4; the length is ours. */
export const queueSpec = { ratePerSecond: 100, constantSeconds: 10, poissonSeconds: 30 } as const;
export const sequenceSpec = { ratePerSecond: 100, seconds: 10 } as const;
export const scheduleSpec = { ratePerSecond: 50, seconds: 5 } as const;
/** K7: as METHOD.md §8, but shorter trials and a wider end of the search, which the closed form takes into account. */
export const searchSpec = {
  sloMs: 50,
  connections: 32,
  trialSeconds: 2.5,
  pauseSeconds: 0.5,
  widthRatio: 0.03,
  finalTrials: 1,
} as const;
/** K30: the generator's own stall, in the middle of the second round's slot. */
export const generatorStallSpec = { stallMs: 200, ratePerSecond: 100, seconds: 2 } as const;

const searchSeconds = 27;
/** Building, starting, removing, and the change from phase to phase. */
const overheadSeconds = 45;

/** All known-answer phases, for those scenarios that are there, as data: the run's loop executes them like any others. */
export function planCalibration(scenarios: readonly Scenario[], seed: string): Plan {
  const present = new Set(scenarios.map(({ name }) => name));
  const http = scenarios.filter(({ entry }) => entry.http).map(({ name }) => name);
  const phases = [
    { ...paced("i0-warmup", http), ...calibrationProfile.warmup, kind: "warmup" } as const,
    ...pacedPhases(),
    ...loadPhases(),
    ...roundPhases(),
  ]
    .map((phase): Phase => ({ ...phase, scenarios: phase.scenarios.filter((name) => present.has(name)) }))
    .filter(({ kind, scenarios: names }) => kind === "idle" || names.length > 0);
  const measured = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  return {
    profile: calibrationProfile,
    scenarios: [...present],
    workloads: [...workloadNames],
    seed,
    phases,
    expectedSeconds: Math.ceil(measured + overheadSeconds),
    deviations: [],
  };
}

function pacedPhases(): Phase[] {
  const queue = paced("", ["serial-5", zero]);
  const { ratePerSecond, constantSeconds, poissonSeconds } = queueSpec;
  return [
    // no settling: the duet's whole periods are the point
    { ...paced(phaseNames.duet, [...plainTargets, ...duetTargets]), ...duetSpec, kind: "duet" },
    { ...paced(phaseNames.sequence, ["sequence"]), ...sequenceSpec, workloads: ["mqtt"] },
    {
      ...{ ...queue, name: phaseNames.constantQueue, arrivals: "constant" },
      ...{ seconds: constantSeconds, ratePerSecond },
    },
    {
      ...{ ...queue, name: phaseNames.poissonQueue, arrivals: "poisson" },
      ...{ seconds: poissonSeconds, ratePerSecond },
    },
    { ...paced(phaseNames.schedule, [zero]), ...scheduleSpec, arrivals: "constant" },
  ];
}

function loadPhases(): Phase[] {
  const load = (name: string, scenario: string) => ({ ...paced(name, [scenario]), kind: "load" }) as const;
  const bulk = { seconds: 3, settleSeconds: 0.5 };
  return [
    {
      ...load("i0-closed-loop-1-stall", "stall"),
      seconds: (2 * injected.stallEveryMs) / 1_000,
      load: { kind: "closed-loop", connections: 1 },
    },
    { ...load("i0-bulk-up-1-rate", "rate"), ...bulk, load: { kind: "bulk", direction: "up", streams: 1 } },
    {
      ...load("i0-bulk-down-1-rate", "rate"),
      ...bulk,
      load: { kind: "bulk", direction: "down", streams: 1 },
    },
    {
      ...paced("i0-saturation-serial-4", ["serial-4"]),
      kind: "saturation",
      seconds: searchSeconds,
      saturation: { ...searchSpec },
    },
  ];
}

/** Two rounds of slots, as in every run: the generator stalls in the second, and only that one may be dropped. */
function roundPhases(): Phase[] {
  const { stallMs, ratePerSecond, seconds } = generatorStallSpec;
  return [0, 1].flatMap((round): Phase[] => [
    { ...paced(`i0-r${round}-idle`, []), kind: "idle", round, seconds: 1, workloads: [] },
    {
      ...paced(round === 1 ? phaseNames.stalledSlot : "i0-r0-quiet", ["relay"]),
      ...{ kind: "slot", round, seconds, ratePerSecond },
      ...(round === 1 && { stallMs }),
    },
  ]);
}

/** HTTP to these scenarios, at a pace that the caller adds. */
function paced(name: string, scenarios: readonly string[]): Phase {
  return {
    kind: "calibration",
    name,
    instance: 0,
    round: null,
    scenarios: [...scenarios],
    workloads: ["http"],
    seconds: 0,
    ratePerSecond: 0,
    settleSeconds: 0,
  };
}
