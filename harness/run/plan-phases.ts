import type { LoadSpec, Phase, Profile } from "../model/plan.ts";
import { randomFromSeed, shuffle } from "../model/random.ts";
import type { Scenario, WorkloadName } from "../model/scenario.ts";
import { workloadNames } from "../model/scenario.ts";
import { williamsSquare } from "../stats/williams.ts";
import { expectedSearchSeconds } from "./saturation-length.ts";

/** A duet's first second shows the change of phase, not the tunnels. */
const duetSettleSeconds = 1;

/** What the phases of one instance are made from. */
export interface PhaseRequest {
  profile: Profile;
  scenarios: readonly Scenario[];
  seed: string;
  instance: number;
}

/** Evidence in the first instance only: what is on the wire does not change with the containers. */
export function evidencePhases(request: PhaseRequest): Phase[] {
  const { evidenceSecrets, evidenceSeconds } = request.profile;
  if (request.instance > 0) return [];
  const ratePerSecond = evidenceSecrets / evidenceSeconds;
  return [{ ...common(request, "evidence"), kind: "evidence", seconds: evidenceSeconds, ratePerSecond }];
}

/** Fixed discard, METHOD.md §2.5; it also makes the connections that the duet keeps. */
export function warmupPhases(request: PhaseRequest): Phase[] {
  const { seconds, ratePerSecond } = request.profile.warmup;
  return [{ ...common(request, "warmup"), kind: "warmup", seconds, ratePerSecond }];
}

/** All scenarios interleaved request by request: every latency comes from here. METHOD.md §2.2. */
export function duetPhases(request: PhaseRequest): Phase[] {
  const { duet, arrivals = "jittered" } = request.profile;
  if (!duet) return [];
  return [{ ...common(request, "duet"), kind: "duet", ...duet, arrivals, settleSeconds: duetSettleSeconds }];
}

/**
 * One scenario and one workload at a time, rounds alternating between HTTP and MQTT, in rows of one Williams square shuffled
 * by the seed that all instances go on through, so that positions and neighbours balance over the run (METHOD.md §2.2); each
 * round starts with an idle slot, the floor that is not charged to anyone.
 */
export function slotPhases({ profile, scenarios, instance, seed }: PhaseRequest): Phase[] {
  if (!profile.slots) return [];
  const rows = shuffle(williamsSquare(scenarios.length), randomFromSeed(seed, "slots"));
  const rowsBefore = instance * Math.ceil(profile.slots.rounds / workloadNames.length);
  return Array.from({ length: profile.slots.rounds }, (_, round) => round).flatMap((round) => {
    const workload = workloadNames[round % workloadNames.length]!;
    const row = rows[(rowsBefore + Math.floor(round / workloadNames.length)) % rows.length] ?? [];
    const ordered = row.map((index) => scenarios[index]!).filter((scenario) => scenario.entry[workload]);
    return roundPhases(profile.slots!, { instance, round, workload }, ordered);
  });
}

function roundPhases(
  slots: NonNullable<Profile["slots"]>,
  { instance, round, workload }: { instance: number; round: number; workload: WorkloadName },
  scenarios: readonly Scenario[],
): Phase[] {
  const { settleSeconds, ratePerSecond } = slots;
  const slot = { instance, round, seconds: slots.seconds + settleSeconds, settleSeconds };
  const name = (rest: string) => `i${instance}-r${round}-${rest}`;
  return [
    { ...slot, kind: "idle", name: name("idle"), scenarios: [], workloads: [], ratePerSecond: 0 },
    ...scenarios.map(
      (scenario): Phase => ({
        ...slot,
        kind: "slot",
        name: name(`${workload}-${scenario.name}`),
        scenarios: [scenario.name],
        workloads: [workload],
        ratePerSecond,
      }),
    ),
  ];
}

/** Every HTTP request on a new connection, all scenarios interleaved: time to first byte of a new connection. */
export function connectPhases(request: PhaseRequest): Phase[] {
  const { connect } = request.profile;
  if (!connect) return [];
  const fresh = { kind: "connect", connections: "fresh" } as const;
  return [{ ...common(request, "connect"), ...fresh, workloads: ["http"], ...connect }];
}

/** Both directions for each number of streams, one scenario after the other in a seeded order. METHOD.md §1.6. */
export function bulkPhases(request: PhaseRequest, bulk: Profile["bulk"]): Phase[] {
  if (!bulk) return [];
  const loads = bulk.streams.flatMap((streams) =>
    (["up", "down"] as const).map((direction): LoadSpec => ({ kind: "bulk", direction, streams })),
  );
  return loads.flatMap((load) => loadPhases(request, load, bulk));
}

/** What saturates, once in the run: closed loops, new connections a second, the search under an objective. */
export function saturatingPhases(request: PhaseRequest): Phase[] {
  const { profile, instance } = request;
  const { closedLoop, connectRate, bulkOnce, saturation } = profile;
  if (instance !== profile.instances - 1) return [];
  return [
    ...bulkPhases(request, bulkOnce ?? null),
    ...(closedLoop?.connections ?? []).flatMap((connections) =>
      loadPhases(request, { kind: "closed-loop", connections }, closedLoop!),
    ),
    ...(connectRate
      ? loadPhases(request, { kind: "connect-rate", connections: connectRate.connections }, connectRate)
      : []),
    ...(saturation ? searchPhases(request, saturation) : []),
  ];
}

function loadPhases(
  request: PhaseRequest,
  load: LoadSpec,
  { seconds, settleSeconds }: { seconds: number; settleSeconds: number },
): Phase[] {
  return shuffledHttp(request, JSON.stringify(load)).map((scenario) => ({
    ...common(request, `${loadName(load)}-${scenario}`),
    kind: "load",
    scenarios: [scenario],
    workloads: ["http"],
    seconds: seconds + settleSeconds,
    settleSeconds,
    load,
  }));
}

function searchPhases(request: PhaseRequest, saturation: NonNullable<Profile["saturation"]>): Phase[] {
  return shuffledHttp(request, "saturation").map((scenario) => ({
    ...common(request, `saturation-${scenario}`),
    kind: "saturation",
    scenarios: [scenario],
    workloads: ["http"],
    seconds: expectedSearchSeconds(saturation),
    saturation,
  }));
}

/** The study's protocol: all scenarios at once, or one after the other in a seeded order. METHOD.md §10.3. */
export function studyPhases(request: PhaseRequest): Phase[] {
  const { study, arrivals = "constant" } = request.profile;
  if (!study) return [];
  const names = request.scenarios.map(({ name }) => name);
  const groups = study.isConcurrent
    ? [names]
    : shuffle(names, randomFromSeed(request.seed, "study")).map((name) => [name]);
  return groups.map((scenarios) => ({
    ...common(request, study.isConcurrent ? "study" : `study-${scenarios[0]}`),
    kind: "study",
    scenarios,
    seconds: study.minutes * 60,
    // counters as latencies: the last part alone
    settleSeconds: (study.minutes - study.windowMinutes) * 60,
    ratePerSecond: 1 / study.everySeconds,
    arrivals,
    connections: "fresh",
  }));
}

/** Scenarios that carry HTTP, in an order of their own for each load. */
function shuffledHttp({ scenarios, seed, instance }: PhaseRequest, label: string): string[] {
  const names = scenarios.filter(({ entry }) => entry.http).map(({ name }) => name);
  return shuffle(names, randomFromSeed(seed, `${label}/${instance}`));
}

function loadName(load: LoadSpec): string {
  if (load.kind === "bulk") return `bulk-${load.direction}-${load.streams}`;
  return `${load.kind}-${load.connections}`;
}

/** All scenarios and workloads, unpaced; what a kind of phase does otherwise stands behind it. */
function common({ instance, scenarios }: PhaseRequest, name: string): Omit<Phase, "kind" | "seconds"> {
  return {
    name: `i${instance}-${name}`,
    instance,
    round: null,
    scenarios: scenarios.map((scenario) => scenario.name),
    workloads: [...workloadNames],
    ratePerSecond: 0,
    settleSeconds: 0,
  };
}
