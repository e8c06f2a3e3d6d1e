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
  /** The ratio's 95 % interval with the reference's own error in it; of costs alone, for that of a log ratio has it anyway. */
  relationInterval?: Interval;
  /** 90 %: the interval of two one-sided tests at 5 %. */
  ratioInterval90: Interval;
  /** Scenario − reference, in the unit of the values, on the level of `reference`. */
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
    relationInterval: relationInterval(pairs, reference, instanceSd),
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

/**
 * Ratio ρ of two means of pairs, whose errors go together: t on the residuals s − ρ·r over the reference's mean, which add up to 0,
 * with n − 1 degrees of freedom (delta method; W. G. Cochran, "Sampling Techniques", 3rd edition 1977, §§ 2.11, 6.4).
 */
function relationInterval(pairs: readonly Pair[], reference: number, instanceSd: number): Interval {
  const ratio = mean(pairs.map((pair) => pair.scenario)) / reference;
  const around = pairs.map((pair) => ratio + (pair.scenario - ratio * pair.reference) / reference);
  return tInterval(estimateMean(around, (instanceSd * ratio) ** 2)!);
}

/**
 * The shift is the ratio's, in units: |shift| and its interval say the same as ratio, p and verdict. A t on the differences beside
 * it could include 0 under a difference that is sure, because one wild pair weighs more there. docs/method.md, "Statistics".
 */
function compareLogRatios(pairs: readonly Pair[], instanceSd: number): Effect | null {
  if (pairs.length < 2 || !pairs.every((pair) => isFinitePair(pair) && isPositive(pair))) return null;
  const logRatios = pairs.map((pair) => Math.log(pair.scenario / pair.reference));
  const logRatio = estimateMean(logRatios, instanceSd ** 2)!;
  const ratio = Math.exp(logRatio.mean);
  const ratioInterval = mapInterval(tInterval(logRatio), Math.exp);
  const reference = mean(pairs.map((pair) => pair.reference));
  const toShift = (value: number) => reference * (value - 1);
  return {
    ratio,
    ratioInterval,
    ratioInterval90: mapInterval(tInterval(logRatio, 0.9), Math.exp),
    shift: toShift(ratio),
    shiftInterval: mapInterval(ratioInterval, toShift),
    reference,
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
