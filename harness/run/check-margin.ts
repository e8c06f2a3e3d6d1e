import type { Profile } from "../model/plan.ts";
import { minimumDetectableEffect } from "../stats/t-interval.ts";
import type { Refusal } from "./refusal.ts";

/** Of a log ratio between two identical pairs of a re-created lab, METHOD.md §2.1. */
const expectedInstanceSd = 0.02;

/**
 * Nothing can be called equivalent within less than what the instances would find with 80 % power: METHOD.md §2.4 with the
 * deviation between instances that this kind of machine shows (2 %, §2.1). One instance may claim 10 % at best.
 */
export function checkMargin({ margins, instances }: Profile): Refusal[] {
  if (!margins) return [];
  const isLone = instances < 2;
  const least = isLone
    ? 0.1
    : minimumDetectableEffect(expectedInstanceSd / Math.sqrt(instances), instances - 1);
  const { ratio } = margins.p50;
  if (ratio >= least) return [];
  const carriers = isLone ? "one instance" : `${instances} instances`;
  const tight = {
    what: `margins.p50.ratio is ${ratio}, below what ${carriers} can tell`,
    nearest: `margins.p50.ratio can be ${Math.ceil(least * 1_000) / 1_000} with ${carriers}, or more instances`,
  };
  return [tight];
}
