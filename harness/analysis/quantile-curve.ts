import type { QuantileCurve } from "../model/plots.ts";
import { minimumSampleSize, quantile, quantileRanks, sortSamples } from "../stats/quantile.ts";

const perDecade = 12;
const decades = 4;

/**
 * From the median to 0.9999, evenly along the plot's axis, log(1 − p), with the quantiles of the tables among them. The factor
 * two of the first point leaves 40 of them.
 */
export const curveProbabilities: readonly number[] = evenlyToTheTail();

function evenlyToTheTail(): number[] {
  const tabled = [0.5, 0.9, 0.95, 0.99, 0.999, 0.9999];
  const even = Array.from({ length: decades * perDecade + 1 }, (_, step) => 1 - 10 ** (-step / perDecade));
  const between = even.filter((p) => p > 0.52 && tabled.every((known) => Math.abs(known - p) > 1e-9));
  const rounded = between.map((p) => Number(p.toPrecision(decades + 2)));
  return [...tabled, ...rounded.filter((p) => p < 0.9999)].sort((a, b) => a - b);
}

/** Order statistics with their distribution-free 95 % intervals, as in the tables, as far as the count carries them. */
export function quantileCurve(latencyUs: Float64Array): Omit<QuantileCurve, "scenario" | "workload"> {
  const sorted = sortSamples(latencyUs);
  const carried = curveProbabilities.filter((p) => sorted.length >= minimumSampleSize(p));
  const ranks = carried.map((p) => ranksOf(sorted.length, p));
  const valueUs = carried.map((p) => rounded(quantile(sorted, p)));
  const highUs = ranks.map(({ high }) => rounded(sorted[high - 1]!));
  return {
    requests: sorted.length,
    valueUs,
    lowUs: ranks.map(({ low }) => rounded(sorted[low - 1]!)),
    highUs,
    reachesInfinity: highUs.includes(null),
  };
}

/** All rows of a run have nearly the same count, and the search for ranks costs more than reading them. */
const knownRanks = new Map<string, { low: number; high: number }>();

function ranksOf(n: number, p: number): { low: number; high: number } {
  const key = `${n} ${p}`;
  const ranks = knownRanks.get(key) ?? quantileRanks(n, p)!;
  knownRanks.set(key, ranks);
  return ranks;
}

/** A tenth of a microsecond is below what a plot shows; null stands for infinity, which JSON does not have. */
export function rounded(us: number): number | null {
  return Number.isFinite(us) ? Math.round(us * 10) / 10 : null;
}
