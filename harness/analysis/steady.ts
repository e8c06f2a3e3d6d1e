import type { WorkloadSummary } from "../model/summary.ts";
import { lagOneAutocorrelation } from "../stats/autocorrelation.ts";
import { quantile, sortSamples } from "../stats/quantile.ts";
import { fallingP, findChangepoint, theilSenSlope } from "../stats/trend.ts";
import { marginOf, relativeMargin } from "../stats/verdict.ts";
import type { Missing } from "./reasons.ts";
import type { InstanceTraffic, WorkloadTraffic } from "./traffic.ts";

/** Fewer blocks show nothing: a third of them must still be two. */
const leastBlocks = 6;
/**
 * A trend or a change of level is believed from here on. Without it medians that vary by 3.5 %, as two seconds of a shared
 * machine do, would drift by half the margin in 20 of 100 sequences of white noise.
 */
const significance = 0.01;

/**
 * Whether each instance's duet stayed where it was, METHOD.md §2.5. A row is not steady when more than half of its
 * instances are not: a host that drifts once in six instances spoils that one value, which the t-interval shows.
 */
export function judgeSteadiness({
  instances,
}: WorkloadTraffic): NonNullable<WorkloadSummary["steady"]> | Missing {
  const judged = [...instances.values()].flatMap((instance) => {
    const medians = blockMedians(instance);
    return medians.length >= leastBlocks ? [whyUnsteady(medians)] : [];
  });
  if (judged.length === 0)
    return { missing: `fewer than ${leastBlocks} blocks with a finite median in each duet` };
  const reasons = judged.filter((reason) => reason !== null);
  if (reasons.length * 2 <= judged.length) return { state: "yes", reason: null };
  const where = judged.length > 1 ? ` (${reasons.length} of ${judged.length} instances are not steady)` : "";
  return { state: "no", reason: `${reasons[0]}${where}` };
}

/** Mean over the instances of the lag-1 autocorrelation of their block medians. METHOD.md §2.3. */
export function autocorrelationOf({ instances }: WorkloadTraffic): number | Missing {
  const found = [...instances.values()].flatMap(
    (instance) => lagOneAutocorrelation(blockMedians(instance)) ?? [],
  );
  if (found.length === 0) return { missing: "fewer than three blocks whose medians differ" };
  return found.reduce((sum, value) => sum + value, 0) / found.length;
}

/**
 * What a sequence of medians in µs shows that would move a comparison, METHOD.md §2.5: a trend (Theil-Sen) over the whole of
 * half the margin, a last third off the first by the margin, or one change of level by half of it. Null when nothing does, or
 * when neither a trend (Mann-Kendall) nor a change of level (Pettitt) is sure, so that white noise fires in at most 2 of 100.
 */
export function whyUnsteady(medians: readonly number[]): string | null {
  const change = findChangepoint(medians);
  if (change === null || Math.min(change.p, trendP(medians)) >= significance) return null;
  const level = medianOf(medians);
  const margin = relativeMargin(marginOf("p50", "instance"), level) * level;
  const drift = theilSenSlope(medians) * medians.length;
  if (Math.abs(drift) >= margin / 2) return describe("drifts by", drift, "half the margin", margin / 2);
  const third = Math.floor(medians.length / 3);
  const thirds = medianOf(medians.slice(-third)) - medianOf(medians.slice(0, third));
  if (Math.abs(thirds) >= margin)
    return describe("last third differs from the first by", thirds, "the margin", margin);
  const step = medianOf(medians.slice(change.at)) - medianOf(medians.slice(0, change.at));
  return Math.abs(step) >= margin / 2
    ? describe(
        `changes after block ${change.at} of ${medians.length} by`,
        step,
        "half the margin",
        margin / 2,
      )
    : null;
}

/** Two-sided, Mann-Kendall. */
function trendP(values: readonly number[]): number {
  return 2 * Math.min(fallingP(values), fallingP(values.map((value) => -value)));
}

function describe(what: string, valueUs: number, limit: string, limitUs: number): string {
  const sign = valueUs < 0 ? "−" : "+";
  return `${what} ${sign}${Math.abs(valueUs).toFixed(0)} µs (${limit} is ${limitUs.toFixed(0)} µs)`;
}

/** In the order of time; blocks whose median is infinite say nothing of steadiness and are in the errors. */
function blockMedians({ blocks }: InstanceTraffic): number[] {
  return [...blocks]
    .sort(([a], [b]) => a - b)
    .map(([, values]) => medianOf(values))
    .filter(Number.isFinite);
}

function medianOf(values: readonly number[]): number {
  return quantile(sortSamples(values), 0.5);
}
