import { mean } from "simple-statistics";
import {
  estimateMean,
  type Interval,
  type MeanEstimate,
  minimumDetectableEffect,
  tInterval,
} from "./t-interval.ts";

/**
 * Between-instance standard deviation of a log ratio that widens a run of one instance; no calibration measures the
 * host's own yet, `npm run prove:control` prints it. METHOD.md §10.1.
 */
export const defaultInstanceSd = 0.03;

/** The same statistic of scenario and reference, from the same block, round or instance. */
export interface Pair {
  scenario: number;
  reference: number;
}

/** Scenario against reference. `relative` is ratio − 1, the scale that verdicts are taken on. */
export interface Effect {
  ratio: number;
  ratioInterval: Interval;
  /** 90 %: the interval of two one-sided tests at 5 %. */
  ratioInterval90: Interval;
  /** Scenario − reference, in the unit of the values. */
  shift: number;
  shiftInterval: Interval;
  /** Typical value of the reference: turns a margin in units into one in per cent. */
  reference: number;
  /** Two-sided, unadjusted: a correction for many comparisons belongs between here and `decideVerdict`. */
  p: number;
  /** Ratio that would have been told from 1 with 80 % power, as one of so many comparisons of a family (Bonferroni's bound). */
  mdeRatio: (comparisons: number) => number;
  n: number;
}

/**
 * Latency within one instance: t on the log ratios of its blocks, widened by the deviation between instances that one
 * instance cannot show. Null when there are fewer than two pairs, or one that is not finite and positive.
 */
export function compareBlocks(blocks: readonly Pair[], instanceSd = defaultInstanceSd): Effect | null {
  return compareLogRatios(blocks, instanceSd);
}

/** Latency over several instances: t on the log ratios of the instances. METHOD.md §2.3. Null as `compareBlocks`. */
export function compareInstances(instances: readonly Pair[]): Effect | null {
  return compareLogRatios(instances, 0);
}

/**
 * Costs, which may be near or below zero after subtracting a floor: t on the paired differences, and the ratio is the
 * difference relative to the reference's mean. `instanceSd` as in `compareBlocks`; 0 when the pairs are instances.
 */
export function compareDifferences(pairs: readonly Pair[], instanceSd: number): Effect | null {
  if (pairs.length < 2 || !pairs.every(isFinitePair)) return null;
  const reference = mean(pairs.map((pair) => pair.reference));
  if (reference <= 0) return null;
  const shift = estimateShift(pairs, instanceSd);
  const interval = tInterval(shift);
  const toRatio = (difference: number) => 1 + difference / reference;
  return {
    ratio: toRatio(shift.mean),
    ratioInterval: mapInterval(interval, toRatio),
    ratioInterval90: mapInterval(tInterval(shift, 0.9), toRatio),
    shift: shift.mean,
    shiftInterval: interval,
    reference,
    p: shift.p,
    mdeRatio: (comparisons) =>
      toRatio(minimumDetectableEffect(shift.standardError, shift.degreesOfFreedom, comparisons)),
    n: pairs.length,
  };
}

function compareLogRatios(pairs: readonly Pair[], instanceSd: number): Effect | null {
  if (pairs.length < 2 || !pairs.every((pair) => isFinitePair(pair) && isPositive(pair))) return null;
  const logRatios = pairs.map((pair) => Math.log(pair.scenario / pair.reference));
  const logRatio = estimateMean(logRatios, instanceSd ** 2)!;
  const shift = estimateShift(pairs, instanceSd);
  return {
    ratio: Math.exp(logRatio.mean),
    ratioInterval: mapInterval(tInterval(logRatio), Math.exp),
    ratioInterval90: mapInterval(tInterval(logRatio, 0.9), Math.exp),
    shift: shift.mean,
    shiftInterval: tInterval(shift),
    reference: mean(pairs.map((pair) => pair.reference)),
    p: logRatio.p,
    mdeRatio: (comparisons) =>
      Math.exp(minimumDetectableEffect(logRatio.standardError, logRatio.degreesOfFreedom, comparisons)),
    n: pairs.length,
  };
}

/** A relative deviation σ of the scenario is σ · level in its unit: first order of x = level · e^σ (delta method). */
function estimateShift(pairs: readonly Pair[], instanceSd: number): MeanEstimate {
  const level = mean(pairs.map((pair) => pair.scenario));
  const differences = pairs.map((pair) => pair.scenario - pair.reference);
  return estimateMean(differences, (instanceSd * level) ** 2)!;
}

function mapInterval(interval: Interval, change: (value: number) => number): Interval {
  return { low: change(interval.low), high: change(interval.high) };
}

function isFinitePair(pair: Pair): boolean {
  return Number.isFinite(pair.scenario) && Number.isFinite(pair.reference);
}

function isPositive(pair: Pair): boolean {
  return pair.scenario > 0 && pair.reference > 0;
}
