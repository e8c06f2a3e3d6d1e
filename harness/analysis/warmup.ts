import type { Sample } from "../model/sample.ts";
import type { WorkloadName } from "../model/scenario.ts";
import { quantile, sortSamples } from "../stats/quantile.ts";
import { fallingP, theilSenSlope } from "../stats/trend.ts";
import { marginOf, relativeMargin } from "../stats/verdict.ts";
import { getOrAdd } from "./get-or-add.ts";
import { latencyUsOf } from "./sample-times.ts";

/** An order of five values without trend falls all the way in 1 of 120 cases: fewer cannot reach the significance. */
const leastBlocks = 5;
const significance = 0.01;

/** A target that still gets faster, and how that was seen. */
export interface Unsteady {
  scenario: string;
  workload: WorkloadName;
  reason: string;
}

/**
 * Targets whose latency still falls in the second half of a warm-up of `seconds`, METHOD.md §2.5: the medians of its
 * one-second blocks fall by more than half of p50's margin in that half (Theil-Sen), and not by chance (Mann-Kendall, in 1 of
 * 100 targets without a trend). Noise and what gets slower are left to the duet's own test: more warming cures neither.
 */
export function findUnsteady(samples: Iterable<Sample>, seconds: number): Unsteady[] {
  return [...groupBlocks(samples, Math.floor(seconds / 2)).values()].flatMap(
    ({ scenario, workload, blocks }) => {
      const medians = [...blocks]
        .sort(([a], [b]) => a - b)
        .map(([, values]) => quantile(sortSamples(values), 0.5))
        .filter(Number.isFinite);
      const reason = medians.length < leastBlocks ? null : whyFalling(medians);
      return reason === null ? [] : [{ scenario, workload, reason }];
    },
  );
}

interface Target {
  scenario: string;
  workload: WorkloadName;
  /** Latencies in µs by one-second block. */
  blocks: Map<number, number[]>;
}

function groupBlocks(samples: Iterable<Sample>, fromBlock: number): Map<string, Target> {
  const targets = new Map<string, Target>();
  for (const sample of samples) {
    const { scenario, workload, block } = sample;
    if (block < fromBlock) continue;
    const target = getOrAdd(targets, `${scenario}/${workload}`, (): Target => {
      return { scenario, workload, blocks: new Map() };
    });
    getOrAdd(target.blocks, block, () => []).push(latencyUsOf(sample));
  }
  return targets;
}

function whyFalling(medians: readonly number[]): string | null {
  const level = quantile(sortSamples(medians), 0.5);
  const limit = (relativeMargin(marginOf("p50", "instance"), level) * level) / 2;
  const fall = -theilSenSlope(medians) * medians.length;
  if (fall < limit || fallingP(medians) >= significance) return null;
  const amounts = `${fall.toFixed(0)} µs in ${medians.length} s`;
  return `still gets faster: ${amounts} (half the margin is ${limit.toFixed(0)} µs)`;
}
