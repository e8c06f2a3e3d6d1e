import { type WorkloadName, workloadNames } from "../model/scenario.ts";
import { standingFor, studyOrder } from "../model/study-2020.ts";
import type { StudyOrdering } from "../model/summary.ts";
import { defaultInstanceSd } from "../stats/compare.ts";
import { quantile, sortSamples } from "../stats/quantile.ts";
import { minimumDetectableEffect, tInterval } from "../stats/t-interval.ts";
import type { Measurements } from "./measurements.ts";
import { collectStudyMessages, type StudyMessages } from "./study-messages.ts";
import { pairedShift, type StudyBlocks, welchShift } from "./study-shift.ts";

type Names = Pick<StudyOrdering, "lower" | "higher">;
type Judgement = Pick<StudyOrdering, "shiftUs" | "verdict" | "reason">;

/** Every neighbouring pair of the study's order, judged on this run. `measured`: scenarios that a study phase carried. */
export function judgeOrderings(measurements: Measurements, measured: readonly string[]): StudyOrdering[] {
  return workloadNames.flatMap((workload) => {
    const order = studyOrder(workload);
    return order.slice(1).map((higher, index): StudyOrdering => {
      const lower = order[index]!;
      const names = {
        lower: standingFor(lower.scenario, measured),
        higher: standingFor(higher.scenario, measured),
      };
      const judgement = judgePair(measurements, names, workload);
      const standIn = [lower.scenario, higher.scenario].find((name) => !Object.values(names).includes(name));
      const note = standIn === undefined ? null : `${standIn}, which the study used, did not run`;
      return {
        workload,
        ...names,
        ...{ studyLowerMs: lower.meanMs, studyHigherMs: higher.meanMs },
        ...judgement,
        reason: [judgement.reason, note].filter((part) => part !== null).join("; ") || null,
      };
    });
  });
}

function judgePair(measurements: Measurements, { lower, higher }: Names, workload: WorkloadName): Judgement {
  const [low, high] = [lower, higher].map((name) => collectStudyMessages(measurements, name, workload));
  const absent = [low ? null : lower, high ? null : higher].filter((name) => name !== null);
  if (!low || !high) {
    return {
      shiftUs: null,
      verdict: "not measured",
      reason: `no ${workload.toUpperCase()} messages of ${absent.join(" and ")}`,
    };
  }
  return judgeShift(low, high, measurements.instanceSd);
}

/**
 * Higher − lower of the one-way times: the mean over 30-second blocks of the difference of their medians. A block's
 * median, because one stall decides a mean of whole milliseconds but not an order; blocks, because neighbouring
 * messages share what the machine was doing and are no independent evidence (METHOD.md §0, 4). Blocks of one phase are
 * paired (`--concurrent`); otherwise Welch. Either way the interval is widened by the deviation between instances, which
 * one instance cannot show (METHOD.md §10.1); what drifted between two sequential phases no interval can show.
 */
export function judgeShift(
  lower: Pick<StudyMessages, "blocks">,
  higher: Pick<StudyMessages, "blocks">,
  instanceSd = defaultInstanceSd,
): Judgement {
  const shared = [...lower.blocks.keys()].filter((key) => higher.blocks.has(key));
  const isPaired = shared.length > 0;
  const medians = ({ blocks }: Pick<StudyMessages, "blocks">) =>
    (isPaired ? shared : [...blocks.keys()]).map((key) => quantile(sortSamples(blocks.get(key)!), 0.5));
  const blocks: StudyBlocks = { lower: medians(lower), higher: medians(higher) };
  if (![...blocks.lower, ...blocks.higher].every(Number.isFinite))
    return undecided("half of the messages of 30 seconds or more never came");
  const level = blocks.higher.reduce((sum, value) => sum + value, 0) / blocks.higher.length;
  const estimate = (isPaired ? pairedShift : welchShift)(blocks, (instanceSd * level) ** 2);
  if (estimate === null) return undecided("fewer than two complete blocks of 30 seconds that differ");
  const { low, high } = tInterval(estimate);
  const shiftUs = { value: estimate.mean, low, high };
  if (low > 0) return { shiftUs, verdict: "found again", reason: null };
  if (high < 0) return { shiftUs, verdict: "reversed", reason: null };
  const visible = minimumDetectableEffect(estimate.standardError, estimate.degreesOfFreedom);
  return { shiftUs, verdict: "undecided", reason: `could have seen ${Math.round(visible)} µs` };
}

function undecided(reason: string): Judgement {
  return { shiftUs: null, verdict: "undecided", reason };
}
