import type { LoadRecord } from "../model/load.ts";
import type { SaturationSpec } from "../model/plan.ts";

/** Of the requests offered: METHOD.md §1.5. */
const greatestErrorShare = 0.001;
const greatestUnansweredShare = 0.01;
/** Where the search looks first, as shares of a closed loop's rate: METHOD.md §1.5. */
const searchedShares = { low: 0.25, high: 1.2 };
/** How far it goes on where even the ends do not bound the rate, and when it gives up. Our choice. */
const beyond = { fall: 0.5, rise: 1.5, risesAtMost: 4 };
export const trialsAtMost = 12;

export interface TrialVerdict {
  passed: boolean;
  /** All that it failed by; null where it passed. */
  reason: string | null;
}

/** A trial of the search as far as the next one depends on it. */
export interface JudgedTrial {
  ratePerSecond: number;
  passed: boolean;
}

/**
 * Whether a trial kept the objective, METHOD.md §1.5: at most 0.1 % errors; at the end at least 99 % answered and at most
 * 1 % waiting; the 99th percentile of all that was offered within `sloMs`, where no answer counts as infinitely late. One
 * request may always be under way at the end: in a trial of fewer than 100 it alone would be more than 1 %.
 */
export function judgeTrial(record: LoadRecord, sloMs: number): TrialVerdict {
  const { offered, completed, backlog } = record;
  if (offered === null) throw new Error(`"${record.window}" is a ${record.load.kind} load, not a trial`);
  const failed = Object.values(record.errors).reduce((sum, count) => sum + count, 0);
  const mayMiss = unansweredAtMost(offered);
  const p99Ms = offeredQuantileMs(record, 0.99);
  const reasons = [
    failed > greatestErrorShare * offered && `${failed} of ${offered} requests failed`,
    p99Ms > sloMs && `p99 ${Number.isFinite(p99Ms) ? `${p99Ms.toPrecision(3)} ms` : "without an answer"}`,
    completed < offered - mayMiss && `${completed} of ${offered} requests answered in time`,
    backlog > mayMiss && `${backlog} requests still waiting at the end`,
  ].filter((reason) => reason !== false);
  if (offered === 0) reasons.push("no request was due");
  return reasons.length === 0
    ? { passed: true, reason: null }
    : { passed: false, reason: reasons.join(", ") };
}

/**
 * The rate of the next trial, or null at the end of the search. Geometric bisection in [0.25, 1.2] of `closedLoopPerSecond`,
 * from the middle; the end that the first trial points to is tried next, and where it does not bound the rate the search
 * halves or raises by a half. When the bounds are within the width, `finalTrials` at the lower one must all pass; each
 * failure lowers it by one width. MLRsearch's idea (only final trials decide) in its simplest form.
 */
export function nextRate(
  closedLoopPerSecond: number,
  trials: readonly JudgedTrial[],
  spec: Pick<SaturationSpec, "widthRatio" | "finalTrials">,
): number | null {
  if (trials.length >= trialsAtMost) return null;
  const { lower, upper, final } = replay(trials, spec.widthRatio);
  if (final !== null) return final.passes < spec.finalTrials ? final.ratePerSecond : null;
  const low = searchedShares.low * closedLoopPerSecond;
  const high = searchedShares.high * closedLoopPerSecond;
  if (lower !== null && upper !== null) return Math.sqrt(lower * upper);
  if (lower !== null) return nextAbove(lower, high, trials);
  if (upper !== null) return upper > low ? low : upper * beyond.fall;
  return Math.sqrt(low * high);
}

/** Trials of a search whose first estimate bounds the rate: middle, end, bisection of what lies between, final ones. */
export function expectedTrials({
  widthRatio,
  finalTrials,
}: Pick<SaturationSpec, "widthRatio" | "finalTrials">): number {
  const halfRange = Math.sqrt(searchedShares.high / searchedShares.low);
  const bisections = Math.ceil(Math.log2(Math.log(halfRange) / Math.log1p(widthRatio)));
  return Math.min(trialsAtMost, 2 + Math.max(0, bisections) + finalTrials);
}

/** What a search found; `perSecond` is null where no trial passed. */
export interface SearchResult {
  perSecond: number | null;
  /** Least rate that failed. */
  failedPerSecond: number | null;
}

/** Highest rate that passed below all that failed; after final trials only theirs counts. */
export function searchResult(trials: readonly JudgedTrial[], widthRatio: number): SearchResult {
  const { final } = replay(trials, widthRatio);
  const failed = trials.filter(({ passed }) => !passed).map(({ ratePerSecond }) => ratePerSecond);
  const least = failed.length > 0 ? Math.min(...failed) : null;
  if (final !== null && final.passes > 0) return { perSecond: final.ratePerSecond, failedPerSecond: least };
  const passed = trials
    .filter((trial) => trial.passed && (least === null || trial.ratePerSecond < least))
    .map(({ ratePerSecond }) => ratePerSecond);
  return { perSecond: passed.length > 0 ? Math.max(...passed) : null, failedPerSecond: least };
}

interface SearchState {
  lower: number | null;
  upper: number | null;
  /** Once the bounds are within the width. */
  final: { ratePerSecond: number; passes: number } | null;
}

/** The search has no memory but its trials, so that the stored ones tell all. */
function replay(trials: readonly JudgedTrial[], widthRatio: number): SearchState {
  const state: SearchState = { lower: null, upper: null, final: null };
  for (const { ratePerSecond, passed } of trials) {
    if (state.final !== null) {
      state.final = passed
        ? { ratePerSecond, passes: state.final.passes + 1 }
        : { ratePerSecond: ratePerSecond / (1 + widthRatio), passes: 0 };
      continue;
    }
    if (passed) state.lower = ratePerSecond;
    else state.upper = ratePerSecond;
    const { lower, upper } = state;
    if (lower !== null && upper !== null && upper / lower <= 1 + widthRatio)
      state.final = { ratePerSecond: lower, passes: 0 };
  }
  return state;
}

function nextAbove(lower: number, high: number, trials: readonly JudgedTrial[]): number | null {
  if (lower < high) return high;
  const rises = trials.filter(({ ratePerSecond }) => ratePerSecond > high).length;
  return rises < beyond.risesAtMost ? lower * beyond.rise : null;
}

function unansweredAtMost(offered: number): number {
  return Math.max(1, Math.floor(greatestUnansweredShare * offered));
}

/**
 * Quantile of all that was offered, milliseconds: the least listed percentile of the answers that is not below it;
 * +Infinity where too many have no answer. As many as a trial may miss are not counted against it.
 */
export function offeredQuantileMs({ latency, offered }: LoadRecord, p: number): number {
  if (offered === null || latency === null) return Number.POSITIVE_INFINITY;
  const rank = Math.max(1, Math.min(Math.ceil(p * offered), offered - unansweredAtMost(offered)));
  if (latency.count < rank) return Number.POSITIVE_INFINITY;
  const found = latency.percentiles.find(
    ([percentile]) => Math.ceil((percentile * latency.count) / 100) >= rank,
  );
  return (found?.[1] ?? latency.maxNs) / 1e6;
}
