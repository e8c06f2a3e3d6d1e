import type { LatencyComparison } from "../model/summary.ts";
import { compareBlocks, compareInstances, type Pair } from "../stats/compare.ts";
import { quantile, sortSamples } from "../stats/quantile.ts";
import { decideVerdict, marginOf, relativeMargin } from "../stats/verdict.ts";
import type { Missing } from "./reasons.ts";
import type { InstanceTraffic, WorkloadTraffic } from "./traffic.ts";

const probabilities = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
export type ComparedStatistic = keyof typeof probabilities;

/**
 * A quantile of the scenario against the reference's: over the instances that both have, or over the two-second blocks
 * when there is one instance only.
 */
export function compareLatency(
  scenario: WorkloadTraffic,
  reference: WorkloadTraffic,
  statistic: ComparedStatistic,
  instanceSd?: number,
): LatencyComparison | Missing {
  const p = probabilities[statistic];
  const shared = [...scenario.instances.keys()].filter((instance) => reference.instances.has(instance));
  const level = shared.length > 1 ? "instance" : "block";
  const parts = shared.map((key) => ({
    scenario: scenario.instances.get(key)!,
    reference: reference.instances.get(key)!,
  }));
  const pairs = level === "instance" ? pairInstances(parts, p) : pairBlocks(parts, p);
  if (pairs.length < 2) return { missing: whyTooFew(level, statistic, p) };
  const effect = level === "instance" ? compareInstances(pairs) : compareBlocks(pairs, instanceSd);
  if (effect === null)
    return { missing: `${countInfinite(pairs)} of ${pairs.length} ${level}s have no finite ${statistic}` };
  const margin = marginOf(statistic, level);
  return {
    ratio: effect.ratio,
    ...effect.ratioInterval,
    shiftUs: effect.shift,
    shiftLowUs: effect.shiftInterval.low,
    shiftHighUs: effect.shiftInterval.high,
    marginRatio: relativeMargin(margin, effect.reference),
    mdeRatio: effect.mdeRatio,
    p: effect.p,
    n: effect.n,
    level,
    verdict: decideVerdict(effect, { statistic, level }),
  };
}

interface InstancePair {
  scenario: InstanceTraffic;
  reference: InstanceTraffic;
}

function pairInstances(parts: readonly InstancePair[], p: number): Pair[] {
  return parts.flatMap(({ scenario, reference }) => pairOf(scenario.latencyUs, reference.latencyUs, p));
}

function pairBlocks(parts: readonly InstancePair[], p: number): Pair[] {
  return parts.flatMap(({ scenario, reference }) =>
    [...scenario.blocks].flatMap(([block, values]) => pairOf(values, reference.blocks.get(block) ?? [], p)),
  );
}

function pairOf(scenario: readonly number[], reference: readonly number[], p: number): Pair[] {
  if (Math.min(scenario.length, reference.length) < leastSamples(p)) return [];
  return [{ scenario: quantile(sortSamples(scenario), p), reference: quantile(sortSamples(reference), p) }];
}

/** Fewer, and the "quantile" is only the largest value of the sample. */
function leastSamples(p: number): number {
  return Math.max(5, Math.round(1 / (1 - p)));
}

function whyTooFew(level: "instance" | "block", statistic: string, p: number): string {
  const unit = level === "block" ? "two-second blocks" : "instances";
  return `fewer than two ${unit} with the ${leastSamples(p)} requests that a ${statistic} needs`;
}

function countInfinite(pairs: readonly Pair[]): number {
  return pairs.filter((pair) => !Number.isFinite(pair.scenario) || !Number.isFinite(pair.reference)).length;
}
