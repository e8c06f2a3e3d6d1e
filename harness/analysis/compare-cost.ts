import type { CostComparison } from "../model/summary.ts";
import { compareDifferences, defaultInstanceSd, type Pair } from "../stats/compare.ts";
import { decideVerdict, marginOf, relativeMargin } from "../stats/verdict.ts";
import { type CpuOfWindow, msPerRequest } from "./cpu.ts";
import type { LeveledEffect } from "./effects.ts";
import type { Adjusted } from "./family.ts";
import type { Measurements } from "./measurements.ts";
import { inFewInstances, type Missing } from "./reasons.ts";
import { droppedText } from "./round-counts.ts";
import { groupOf, type Window } from "./windows.ts";

/** A scenario's slots of one workload, and what of their CPU is compared. */
export interface CostSource {
  scenario: string;
  windows: readonly Window[];
  cpu: CpuOfWindow;
}

/**
 * CPU per request of two scenarios, paired by round; with several instances, the pairs are the instances' means, because
 * the rounds of one instance share its luck. METHOD.md §10.2.
 */
export function costEffect(
  measurements: Measurements,
  scenario: CostSource,
  reference: CostSource,
): LeveledEffect | Missing {
  const rounds = pairRounds(measurements, scenario, reference);
  const instances = meansByInstance(rounds);
  const planned = measurements.run.plan.profile.instances;
  if (instances.length === 1 && planned > 1)
    return { missing: `${inFewInstances(1, planned).missing}${noteDropped(measurements)}` };
  const level = instances.length > 1 ? "instance" : "round";
  const pairs = level === "instance" ? instances : rounds;
  if (pairs.length < 2)
    return { missing: `fewer than two rounds with slots of both${noteDropped(measurements)}` };
  const instanceSd = level === "instance" ? 0 : (measurements.instanceSd ?? defaultInstanceSd);
  const effect = compareDifferences(pairs, instanceSd);
  return effect === null
    ? { missing: "the reference's cost is not above the idle floor" }
    : { effect, level };
}

/** The effect as it is reported, judged as a member of its family; null: exploratory. */
export function costComparison({ effect, level }: LeveledEffect, family: Adjusted | null): CostComparison {
  const { pHolm, of } = family ?? { pHolm: null, of: 1 };
  return {
    ratio: effect.ratio,
    ...effect.ratioInterval,
    ...(effect.relationInterval && {
      relationLow: effect.relationInterval.low,
      relationHigh: effect.relationInterval.high,
    }),
    shiftMs: effect.shift,
    shiftLowMs: effect.shiftInterval.low,
    shiftHighMs: effect.shiftInterval.high,
    marginRatio: relativeMargin(marginOf("cpu", level), effect.reference),
    mdeRatio: effect.mdeRatio(of),
    p: effect.p,
    pHolm,
    n: effect.n,
    level,
    verdict: decideVerdict(effect, { statistic: "cpu", level, p: pHolm ?? effect.p }),
  };
}

function noteDropped({ roundCounts }: Measurements): string {
  return roundCounts.dropped > 0 ? `: ${droppedText(roundCounts)}` : "";
}

interface RoundPair extends Pair {
  instance: number;
}

function pairRounds(measurements: Measurements, scenario: CostSource, reference: CostSource): RoundPair[] {
  const references = costByRound(measurements, reference);
  const pairs: RoundPair[] = [];
  for (const [round, cost] of costByRound(measurements, scenario)) {
    const other = references.get(round);
    if (other !== undefined) pairs.push({ instance: cost.instance, scenario: cost.ms, reference: other.ms });
  }
  return pairs;
}

function costByRound(
  measurements: Measurements,
  source: CostSource,
): Map<string, { instance: number; ms: number }> {
  const costs = new Map<string, { instance: number; ms: number }>();
  for (const window of source.windows) {
    const ms = msPerRequest(measurements, [window], source.scenario, source.cpu);
    if (typeof ms === "number") costs.set(groupOf(window.phase), { instance: window.phase.instance, ms });
  }
  return costs;
}

function meansByInstance(rounds: readonly RoundPair[]): Pair[] {
  const byInstance = Map.groupBy(rounds, ({ instance }) => instance);
  return [...byInstance.values()].map((own) => ({
    scenario: own.reduce((sum, pair) => sum + pair.scenario, 0) / own.length,
    reference: own.reduce((sum, pair) => sum + pair.reference, 0) / own.length,
  }));
}
