import { analyse, type StoredRun } from "../../harness/analysis/analyse.ts";
import { Measured } from "../../harness/calibrate/measured.ts";
import { phaseNames, planCalibration } from "../../harness/calibrate/plan.ts";
import { duetTargets, faultTargets, injected, plainTargets } from "../../harness/calibrate/targets.ts";
import type { HostCounters } from "../../harness/model/counters.ts";
import type { Phase } from "../../harness/model/plan.ts";
import { type RandomSource, randomFromSeed, uniform } from "../../harness/model/random.ts";
import type { Outcome, Sample } from "../../harness/model/sample.ts";
import { type ScheduledEvent, scheduleEvents } from "../../services/generator/schedule.ts";
import { storedRun } from "../support/fixture-run.ts";
import { scenarioOf } from "../support/scenario-of.ts";

const second = 1e9;
const ms = 1e6;
/** What the relay itself takes: 400 to 500 µs. */
const baseMs = { from: 0.4, to: 0.5 };
/** Each target had so many requests before its phase: the faults' counters do not begin with it. */
const before = 7;

export const scenarios = [...plainTargets, ...faultTargets].map((name) => scenarioOf(name));

/** A run of the calibration's plan whose targets do exactly what is injected, and a machine that adds nothing. */
export function knownRun(seed = "known"): StoredRun {
  const plan = planCalibration(scenarios, seed);
  const { run } = storedRun();
  const starts = startsOf(plan.phases);
  const records = plan.scenarios.map((name) => ({
    ...run.scenarios[0]!,
    name,
    status: "ok" as const,
    reason: null,
  }));
  const timeline = plan.phases.map((phase) => ({
    ...{ phase: phase.name, instance: 0, startedAt: run.startedAt, status: "done" as const, reason: null },
    ...{ startNs: starts.get(phase.name)!, endNs: starts.get(phase.name)! + phase.seconds * second },
    generator: { cpuNs: 1e8, eventLoopUtilization: 0.1, dispatchLagP99Ns: 1e5 },
  }));
  return {
    run: { ...run, plan, scenarios: records, timeline },
    samples: plan.phases
      .filter(({ kind, load, saturation }) => kind !== "idle" && !load && !saturation)
      .flatMap((phase) => samplesOf(phase, starts.get(phase.name)!, seed)),
    counters: plan.phases.flatMap((phase) => countersOf(phase, starts.get(phase.name)!)),
    evidence: [],
  };
}

export function measuredOf(stored: StoredRun): Measured {
  return new Measured(stored, analyse(stored));
}

/** The run with other samples of one target in one phase. */
export function withSamples(
  stored: StoredRun,
  phase: string,
  scenario: string,
  change: (sample: Sample, index: number) => Sample,
): StoredRun {
  let index = 0;
  const samples = [...stored.samples].map((sample) =>
    sample.phase === phase && sample.scenario === scenario ? change(sample, index++) : sample,
  );
  return { ...stored, samples };
}

/** The sample answered so much later. */
export function later(sample: Sample, byMs: number): Sample {
  return { ...sample, doneNs: sample.doneNs! + byMs * ms };
}

function startsOf(phases: readonly Phase[]): Map<string, number> {
  let at = 3 * second;
  return new Map(
    phases.map(({ name, seconds }) => {
      const start = at;
      at += (seconds + 3) * second;
      return [name, start];
    }),
  );
}

function samplesOf(phase: Phase, startNs: number, seed: string): Sample[] {
  const targets = phase.scenarios.map((scenario) => {
    const address = { protocol: "tcp", host: "192.0.2.1", port: 5000 } as const;
    return { scenario, clientId: scenario, addresses: { http: address, mqtt: address } };
  });
  const random = randomFromSeed(seed, phase.name);
  const spec = { ...phase, arrivals: phase.arrivals ?? ("jittered" as const) };
  const events = Map.groupBy(scheduleEvents(spec, targets, random), ({ scenario }) => scenario);
  return [...events].flatMap(([, own]) => targetSamples(phase, startNs, own, random));
}

/** All requests of one target in one phase. */
function targetSamples(
  phase: Phase,
  startNs: number,
  events: readonly ScheduledEvent[],
  random: RandomSource,
): Sample[] {
  const server = { freeNs: 0 };
  return events.map(({ scenario, workload, atNs }, index): Sample => {
    const intendedNs = startNs + atNs;
    const readyNs = Math.max(intendedNs, stallEndNs(phase, startNs, events, intendedNs)) + 1e4;
    const base = (baseMs.from + uniform(random) * (baseMs.to - baseMs.from)) * ms;
    const seq = before + index;
    const outcome = outcomeOf(scenario, seq, random, phase);
    const doneNs = outcome === "ok" ? readyNs + base + heldNs(scenario, readyNs, random, server) : null;
    return {
      ...{ scenario, workload, phase: phase.name, instance: 0, block: Math.floor(atNs / second), seq },
      ...{ intendedNs, readyNs, sentNs: readyNs, firstNs: doneNs, doneNs, receivedNs: doneNs, outcome },
      ...sequenceOf(scenario, seq),
    };
  });
}

/** Until when the generator is stalled for a request that was due then; 0 outside of a stall. */
function stallEndNs(
  { stallMs, seconds }: Phase,
  startNs: number,
  events: readonly ScheduledEvent[],
  intendedNs: number,
): number {
  const first = events.find(({ atNs }) => atNs >= (seconds / 2) * second);
  if (!stallMs || !first || intendedNs < startNs + first.atNs) return 0;
  return startNs + first.atNs + stallMs * ms;
}

function outcomeOf(scenario: string, seq: number, random: RandomSource, { kind }: Phase): Outcome {
  const isNth = (n: number) => (seq + 1) % n === 0;
  if (kind === "warmup") return "ok";
  if (scenario === "reset" && isNth(injected.resetEvery)) return "reset";
  if (scenario === "reset-random" && uniform(random) < injected.resetProbability) return "reset";
  if (scenario === "blackhole" && isNth(injected.blackholeEvery)) return "timeout";
  if (scenario === "status" && isNth(injected.statusEvery)) return "status";
  if (scenario === "corrupt" && isNth(injected.corruptEvery)) return "mismatch";
  if (scenario === "sequence" && isNth(injected.publishDropEvery)) return "lost";
  return "ok";
}

/** What the target's fault adds. */
function heldNs(scenario: string, readyNs: number, random: RandomSource, server: { freeNs: number }): number {
  const fixed = (injected.delayMs as Record<string, number>)[scenario];
  if (fixed !== undefined) return fixed * ms;
  if (scenario === "delay-exponential")
    return -injected.exponentialMeanMs * Math.log(1 - uniform(random)) * ms;
  if (scenario === "delay-uniform") return uniform(random) * injected.uniformMs.to * ms;
  if (scenario === "nagle") return 40 * ms;
  if (scenario === "stall")
    return Math.max(0, injected.stallMs * ms - (readyNs % (injected.stallEveryMs * ms)));
  if (scenario !== "serial-5") return 0;
  server.freeNs = Math.max(server.freeNs, readyNs) + injected.queueServiceMs * ms;
  return server.freeNs - readyNs;
}

/** Swaps and copies of what is left after the dropping, counted as the relay does. */
function sequenceOf(scenario: string, seq: number): Pick<Sample, "duplicates" | "reordered"> {
  const passed = seq + 1 - Math.floor((seq + 1) / injected.publishDropEvery);
  const isLost = (seq + 1) % injected.publishDropEvery === 0;
  if (scenario !== "sequence" || isLost) return { duplicates: 0, reordered: false };
  return {
    duplicates: passed % injected.publishDuplicateEvery === 0 ? 1 : 0,
    reordered: passed % (2 * injected.publishSwapEvery) === 2 * injected.publishSwapEvery - 1,
  };
}

function countersOf({ name, seconds }: Phase, startNs: number): HostCounters[] {
  return (["start", "end"] as const).map((edge) => {
    const atNs = edge === "start" ? startNs : startNs + seconds * second;
    return {
      ...{ subject: "host", phase: name, edge, instance: 0, atNs, spreadNs: 1e6, cpuCount: 4 },
      ...{ idleNs: atNs * 3, iowaitNs: 0, stealNs: 0, userNs: atNs, systemNs: 0, softirqNs: 0 },
      ...{ memoryAvailableBytes: 2 ** 32, wallClockUs: 1e15 + atNs / 1e3, wallClockAtNs: atNs },
    };
  });
}

/** Fault relays that the duet has, for tests that go through them. */
export const duetNames: readonly string[] = duetTargets;
export const duetPhase = phaseNames.duet;
