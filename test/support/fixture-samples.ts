import type { Phase, Plan } from "../../harness/model/plan.ts";
import type { Sample } from "../../harness/model/sample.ts";
import type { WorkloadName } from "../../harness/model/scenario.ts";
import { second, startOf } from "./fixture-plan.ts";
import type { FixtureScenario } from "./fixture-scenarios.ts";

/** What the warm-up and the first second of a duet take: it would show in every figure if it were analysed. */
const coldUs = 90_000;
/** So late the generator releases every request. */
export const dispatchLagNs = 100e3;
const queueNs = 10e3;

/**
 * Every request of the fixture. Each two-second block of a duet holds the latencies fastest + 0, 10, … 490 µs once, in
 * another order (7 and 50 have no common factor), so its median is fastest + 240 and its p95 fastest + 470.
 */
export function fixtureSamples(plan: Plan, scenarios: readonly FixtureScenario[]): Sample[] {
  return plan.phases.flatMap((phase) =>
    phase.scenarios.flatMap((name) => {
      const scenario = scenarios.find((candidate) => candidate.name === name)!;
      return phase.workloads.flatMap((workload) => requestsOf(plan, phase, scenario, workload));
    }),
  );
}

function requestsOf(plan: Plan, phase: Phase, scenario: FixtureScenario, workload: WorkloadName): Sample[] {
  const count = Math.round(phase.seconds * phase.ratePerSecond);
  const spacingNs = second / phase.ratePerSecond;
  return Array.from({ length: count }, (_, index) => {
    const atNs = index * spacingNs;
    const common = {
      phase: phase.name,
      instance: phase.instance,
      block: Math.floor(atNs / second),
      seq: index,
    };
    const intendedNs = startOf(plan, phase) + atNs;
    const latencyUs = latencyOf(phase, scenario, workload, index);
    return { scenario: scenario.name, workload, ...common, ...timesOf(intendedNs, latencyUs) };
  });
}

/** µs, or null for a request that is never answered. */
function latencyOf(
  phase: Phase,
  scenario: FixtureScenario,
  workload: WorkloadName,
  index: number,
): number | null {
  const settling = phase.settleSeconds * phase.ratePerSecond;
  if (phase.kind === "warmup" || index < settling) return coldUs;
  const analysed = index - settling;
  if (
    phase.kind === "duet" &&
    workload === "http" &&
    analysed % 83 === 82 &&
    analysed / 83 < scenario.timeouts
  )
    return null;
  const wobbleUs = Math.floor(analysed / 50) % 2 === 0 ? -scenario.wobbleUs : scenario.wobbleUs;
  return scenario.fastestUs[workload] + 10 * ((analysed * 7) % 50) + wobbleUs;
}

function timesOf(intendedNs: number, latencyUs: number | null) {
  const readyNs = intendedNs + dispatchLagNs;
  const sentNs = readyNs + queueNs;
  const common = { intendedNs, readyNs, sentNs, duplicates: 0, reordered: false };
  if (latencyUs === null) {
    return { ...common, firstNs: null, doneNs: null, receivedNs: null, outcome: "timeout" as const };
  }
  const doneNs = readyNs + latencyUs * 1000;
  const receivedNs = sentNs + latencyUs * 500;
  return { ...common, firstNs: doneNs, doneNs, receivedNs, outcome: "ok" as const };
}
