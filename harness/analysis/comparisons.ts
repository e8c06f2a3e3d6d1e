import type { Comparisons, ControlComparisons } from "../model/summary.ts";
import { references } from "../model/summary.ts";
import { costComparison } from "./compare-cost.ts";
import { type ComparedStatistic, latencyComparison, latencyEffect } from "./compare-latency.ts";
import { cpuOf, isTunnelOf } from "./cpu.ts";
import { type Contrast, cpuEffect, effectOf, type LeveledEffect, type PrimaryMetric } from "./effects.ts";
import { type Adjusted, familyKey } from "./family.ts";
import type { Measurements } from "./measurements.ts";
import { isMissing, type Missing, type ReasonBook } from "./reasons.ts";

/** All primary and exploratory comparisons of one workload; nulls are explained below `path`. */
export function compareScenarios(
  measurements: Measurements,
  contrast: Contrast,
  path: string,
  book: ReasonBook,
): Comparisons | null {
  const { scenario, reference, workload } = contrast;
  if (scenario === reference) return book.missing(path, "this is the reference itself");
  const own = measurements.duetTraffic(scenario, workload);
  const other = measurements.duetTraffic(reference, workload);
  if (own === undefined) return book.missing(path, `"${scenario}" has no ${workload} traffic in a duet`);
  if (other === undefined) return book.missing(path, `"${reference}" has no ${workload} traffic in a duet`);
  const primary = (metric: PrimaryMetric) => {
    const effect = effectOf(measurements, contrast, metric);
    return { effect, family: isMissing(effect) ? null : familyOf(measurements, contrast, metric, effect) };
  };
  const latency = (statistic: ComparedStatistic, effect: LeveledEffect | Missing, family: Adjusted | null) =>
    book.take(
      `${path}.${statistic}`,
      isMissing(effect) ? effect : latencyComparison(effect, statistic, family, measurements.margins),
    );
  const exploratory = (statistic: ComparedStatistic) =>
    latency(statistic, latencyEffect(own, other, statistic, measurements.instances), null);
  const p50 = primary("p50");
  const cpu = primary("systemCpu");
  return {
    p50: latency("p50", p50.effect, p50.family),
    p95: exploratory("p95"),
    p99: exploratory("p99"),
    systemCpu: book.take(
      `${path}.systemCpu`,
      isMissing(cpu.effect) ? cpu.effect : costComparison(cpu.effect, cpu.family),
    ),
  };
}

/** Against baseline the scenarios are one family, any other pair is a family of its own. */
function familyOf(
  { families }: Measurements,
  { scenario, reference, workload }: Contrast,
  metric: PrimaryMetric,
  { effect }: LeveledEffect,
): Adjusted | null {
  if (reference !== references.baseline) return { pHolm: effect.p, of: 1 };
  return families.get(familyKey(scenario, workload, metric)) ?? null;
}

/** The same for two scenarios that both have a tunnel pair, so that the pairs' own CPU can be compared too. */
export function comparePairs(
  measurements: Measurements,
  contrast: Contrast,
  path: string,
  book: ReasonBook,
): ControlComparisons | null {
  const comparisons = compareScenarios(measurements, contrast, path, book);
  if (comparisons === null) return null;
  const effect = cpuEffect(measurements, contrast, (scenario) => cpuOf(isTunnelOf(scenario)));
  const tunnelCpu = isMissing(effect) ? effect : costComparison(effect, null);
  return { ...comparisons, tunnelCpu: book.take(`${path}.tunnelCpu`, tunnelCpu) };
}
