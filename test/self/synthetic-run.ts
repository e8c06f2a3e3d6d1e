import type { Phase, Plan, Profile } from "../../harness/model/plan.ts";
import { type RandomSource, randomFromSeed, uniform } from "../../harness/model/random.ts";
import type { RunRecord } from "../../harness/model/run-record.ts";
import type { Sample } from "../../harness/model/sample.ts";
import type { WorkloadName } from "../../harness/model/scenario.ts";
import { planRun } from "../../harness/run/plan.ts";
import { createRunFolder } from "../../harness/store/run-folder.ts";
import { fixtureContainers, fixtureCounters } from "../support/fixture-counters.ts";
import { second, startOf } from "../support/fixture-plan.ts";
import { storedRun } from "../support/fixture-run.ts";
import { type FixtureScenario, fixtureScenarios } from "../support/fixture-scenarios.ts";
import { scenarioOf } from "../support/scenario-of.ts";

const [baseline, relay, control, tunnel] = fixtureScenarios as [
  FixtureScenario,
  FixtureScenario,
  FixtureScenario,
  FixtureScenario,
];
const tunnels = ["stunnel", "socat", "ghostunnel", "nginx-tls", "shadowsocks", "native"];
const scenarios = [baseline, relay, control, ...tunnels.map((name) => ({ ...tunnel, name }))];
/** Of requests per second and row for a million samples; fewer samples come at lower rates, so that all else stays. */
const million = { warmup: 20, duet: 43.5, slots: 150 };

/**
 * Stores a run of about so many samples of nine scenarios: six instances with warm-up, duet and slots, planned as any run.
 * Latencies are log-normal and one request in 5000 has no answer. Gives the folder and the true number of samples.
 */
export async function writeSyntheticRun(
  resultsFolder: string,
  id: string,
  about: number,
): Promise<{ path: string; samples: number }> {
  const plan = planRun({
    profile: profileOf(about / 1e6),
    scenarios: scenarios.map(({ name }) => scenarioOf(name)),
    seed: "synthetic",
  });
  const folder = await createRunFolder(resultsFolder, id);
  await folder.writeRun(recordOf(plan, id));
  await folder.appendCounters(fixtureCounters(plan, scenarios));
  let written = 0;
  for (const phase of plan.phases) {
    const samples = samplesOf(plan, phase);
    await folder.appendSamples(samples);
    written += samples.length;
  }
  return { path: folder.path, samples: written };
}

function profileOf(scale: number): Profile {
  return {
    ...{ name: "quick", instances: 6, payloadBytes: 256, timeoutSeconds: 2 },
    ...{ evidenceSecrets: 1, evidenceSeconds: 1 },
    warmup: { seconds: 10, ratePerSecond: million.warmup * scale },
    duet: { seconds: 201, ratePerSecond: million.duet * scale },
    slots: { rounds: 4, seconds: 1, settleSeconds: 0.2, ratePerSecond: million.slots * scale },
  };
}

function recordOf(plan: Plan, id: string): RunRecord {
  const { run } = storedRun(scenarios, 1);
  const [entry] = run.timeline;
  const images = new Map(run.containers.map((container) => [container.service, container]));
  return {
    ...run,
    ...{ id, plan, seed: plan.seed },
    containers: fixtureContainers(scenarios).map((each) => ({ ...images.get(each.service)!, ...each })),
    timeline: plan.phases.map((phase) => {
      const startNs = startOf(plan, phase);
      return {
        ...{ ...entry!, phase: phase.name, instance: phase.instance },
        ...{ startNs, endNs: startNs + phase.seconds * second },
      };
    }),
  };
}

function samplesOf(plan: Plan, phase: Phase): Sample[] {
  const random = randomFromSeed(plan.seed, phase.name);
  const startNs = startOf(plan, phase);
  const count = Math.round(phase.seconds * phase.ratePerSecond);
  return Array.from({ length: count }, (_, seq) => {
    const atNs = Math.round(((seq + uniform(random)) / phase.ratePerSecond) * second);
    const common = { phase: phase.name, instance: phase.instance, block: Math.floor(atNs / second), seq };
    return phase.scenarios.flatMap((scenario) =>
      phase.workloads.map((workload: WorkloadName): Sample => {
        return { scenario, workload, ...common, ...timesOf(startNs + atNs, random) };
      }),
    );
  }).flat();
}

function timesOf(intendedNs: number, random: RandomSource) {
  const readyNs = intendedNs + Math.round(20e3 + 400e3 * uniform(random) ** 8);
  const sentNs = readyNs + Math.round(30e3 + 20e3 * uniform(random));
  const common = { intendedNs, readyNs, sentNs, duplicates: 0, reordered: false };
  if (uniform(random) < 1 / 5000)
    return { ...common, firstNs: null, doneNs: null, receivedNs: null, outcome: "timeout" as const };
  const receivedNs = sentNs + logNormalNs(random);
  const firstNs = receivedNs + logNormalNs(random);
  return { ...common, receivedNs, firstNs, doneNs: firstNs + 20_000, outcome: "ok" as const };
}

/** Median 300 µs, σ 0.5; Box-Muller. */
function logNormalNs(random: RandomSource): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(random)));
  return Math.round(300e3 * Math.exp(0.5 * radius * Math.cos(2 * Math.PI * uniform(random))));
}
