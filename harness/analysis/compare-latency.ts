import type { LatencyComparison } from "../model/summary.ts";
import { lagOneAutocorrelation } from "../stats/autocorrelation.ts";
import { compareBlocks, compareInstances, type Pair } from "../stats/compare.ts";
import { quantile, sortSamples } from "../stats/quantile.ts";
import { decideVerdict, marginOf, type OwnMargins, relativeMargin } from "../stats/verdict.ts";
import type { LeveledEffect } from "./effects.ts";
import type { Adjusted } from "./family.ts";
import { inFewInstances, type Missing } from "./reasons.ts";
import type { InstanceTraffic, WorkloadTraffic } from "./traffic.ts";

const probabilities = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
export type ComparedStatistic = keyof typeof probabilities;
/** Above it the blocks are doubled. METHOD.md §2.3. */
const tolerableAutocorrelation = 0.3;

/**
 * A quantile of the scenario against the reference's: over the instances that both have, or over the two-second blocks
 * when the plan has one instance only.
 */
export function latencyEffect(
  scenario: WorkloadTraffic,
  reference: WorkloadTraffic,
  statistic: ComparedStatistic,
  { planned, instanceSd }: { planned: number; instanceSd: number | undefined },
): LeveledEffect | Missing {
  const p = probabilities[statistic];
  const shared = [...scenario.instances.keys()].filter((instance) => reference.instances.has(instance));
  if (shared.length === 1 && planned > 1) return inFewInstances(1, planned);
  const level = shared.length > 1 ? "instance" : "block";
  const parts = shared.map((key) => ({
    scenario: scenario.instances.get(key)!,
    reference: reference.instances.get(key)!,
  }));
  const pairs = level === "instance" ? pairInstances(parts, statistic) : pairBlocks(parts, p);
  if (pairs.length < 2) return { missing: whyTooFew(level, statistic, p) };
  const effect = level === "instance" ? compareInstances(pairs) : compareBlocks(pairs, instanceSd);
  if (effect === null)
    return { missing: `${countInfinite(pairs)} of ${pairs.length} ${level}s have no finite ${statistic}` };
  return { effect, level };
}

/** The effect as it is reported, judged as a member of its family (null: exploratory) by the run's own margins. */
export function latencyComparison(
  { effect, level }: LeveledEffect,
  statistic: ComparedStatistic,
  family: Adjusted | null,
  own: OwnMargins,
): LatencyComparison {
  const { pHolm, of } = family ?? { pHolm: null, of: 1 };
  return {
    ratio: effect.ratio,
    ...effect.ratioInterval,
    shiftUs: effect.shift,
    shiftLowUs: effect.shiftInterval.low,
    shiftHighUs: effect.shiftInterval.high,
    marginRatio: relativeMargin(marginOf(statistic, level, own), effect.reference),
    mdeRatio: effect.mdeRatio(of),
    p: effect.p,
    pHolm,
    n: effect.n,
    level,
    verdict: decideVerdict(effect, { statistic, level, p: pHolm ?? effect.p, own }),
  };
}

interface InstancePair {
  scenario: InstanceTraffic;
  reference: InstanceTraffic;
}

function pairInstances(parts: readonly InstancePair[], statistic: ComparedStatistic): Pair[] {
  return parts.flatMap(({ scenario, reference }) => {
    const size = Math.min(scenario.latencyUs.length, reference.latencyUs.length);
    if (size < leastSamples(probabilities[statistic])) return [];
    return [{ scenario: quantilesOf(scenario)[statistic], reference: quantilesOf(reference)[statistic] }];
  });
}

type Quantiles = Record<ComparedStatistic, number>;
/** An instance takes part in many comparisons, and sorting it is most of their cost. */
const knownQuantiles = new WeakMap<InstanceTraffic, Quantiles>();

function quantilesOf(instance: InstanceTraffic): Quantiles {
  const known = knownQuantiles.get(instance);
  if (known !== undefined) return known;
  const sorted = sortSamples(instance.latencyUs);
  const found = {
    p50: quantile(sorted, probabilities.p50),
    p95: quantile(sorted, probabilities.p95),
    p99: quantile(sorted, probabilities.p99),
  };
  knownQuantiles.set(instance, found);
  return found;
}

/**
 * By two-second blocks; by four-second ones where neighbouring log ratios are too much alike to count as independent, as t
 * takes them to be. METHOD.md §2.3.
 */
function pairBlocks(parts: readonly InstancePair[], p: number): Pair[] {
  const pairs = parts.flatMap((part) => pairInstanceBlocks(part, p, 1));
  const logRatios = pairs.map(({ scenario, reference }) => Math.log(scenario / reference));
  if (!logRatios.every(Number.isFinite)) return pairs;
  if ((lagOneAutocorrelation(logRatios) ?? 0) <= tolerableAutocorrelation) return pairs;
  return parts.flatMap((part) => pairInstanceBlocks(part, p, 2));
}

function pairInstanceBlocks({ scenario, reference }: InstancePair, p: number, size: number): Pair[] {
  const references = joinBlocks(reference, size);
  return [...joinBlocks(scenario, size)].flatMap(([block, values]) =>
    pairOf(values, references.get(block) ?? [], p),
  );
}

/** Samples by blocks of `size` neighbours in the order of time; a last one that is not complete is left out. */
function joinBlocks({ blocks }: InstanceTraffic, size: number): Map<number, number[]> {
  if (size === 1) return new Map([...blocks].sort(([a], [b]) => a - b));
  const last = Math.max(-1, ...blocks.keys());
  const count = Math.floor((last + 1) / size);
  const joined = Array.from({ length: count }, (_, index): [number, number[]] => [
    index,
    Array.from({ length: size }, (_each, offset) => blocks.get(index * size + offset) ?? []).flat(),
  ]);
  return new Map(joined);
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
