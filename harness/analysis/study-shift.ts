import { tCdf } from "../stats/distributions.ts";
import { estimateMean, type MeanEstimate } from "../stats/t-interval.ts";

/** One-way times of two scenarios: a value a block, µs. */
export interface StudyBlocks {
  lower: readonly number[];
  higher: readonly number[];
}

/**
 * Higher − lower where both were asked at the same time: Student's t on the differences block by block, so that what
 * the machine did to both cancels. R: `t.test(higher, lower, paired = TRUE)`. Null for fewer than two blocks.
 * `extraVariance` as in `estimateMean`.
 */
export function pairedShift({ lower, higher }: StudyBlocks, extraVariance = 0): MeanEstimate | null {
  return estimateMean(
    higher.map((value, block) => value - lower[block]!),
    extraVariance,
  );
}

/**
 * Higher − lower of scenarios that ran one after the other: Welch's t, since their blocks have no partner and need not
 * vary alike. SE² = s₁²/n₁ + s₂²/n₂, degrees of freedom by Satterthwaite (Welch, Biometrika 34, 1947,
 * doi 10.1093/biomet/34.1-2.28). R: `t.test(higher, lower)`. The degrees of freedom are those of the blocks alone: a
 * known `extraVariance` would raise them, and so narrow the interval. Null for fewer than two blocks on a side, or where
 * no block differs from another.
 */
export function welchShift({ lower, higher }: StudyBlocks, extraVariance = 0): MeanEstimate | null {
  const [first, second] = [estimateMean(lower), estimateMean(higher)];
  if (first === null || second === null) return null;
  const variances = [first, second].map((side) => side.standardError ** 2) as [number, number];
  const sampled = variances[0] + variances[1];
  if (sampled === 0) return null;
  const degreesOfFreedom =
    sampled ** 2 / (variances[0] ** 2 / first.degreesOfFreedom + variances[1] ** 2 / second.degreesOfFreedom);
  const mean = second.mean - first.mean;
  const standardError = Math.sqrt(sampled + extraVariance);
  const p = 2 * tCdf(-Math.abs(mean / standardError), degreesOfFreedom);
  return { mean, standardError, degreesOfFreedom, p };
}
