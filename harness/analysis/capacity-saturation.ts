import type { LoadRecord } from "../model/load.ts";
import type { Phase, SaturationSpec } from "../model/plan.ts";
import type { Limit, SaturationSummary } from "../model/summary.ts";
import { foreignOfLoads } from "./foreign-cpu.ts";
import { greatest } from "./gate-rule.ts";
import { commonLimit, limitOfTrial } from "./limits.ts";
import { meanCapacity, takeCapacity, whyNotMeasured } from "./loads.ts";
import type { Measurements } from "./measurements.ts";
import { isMissing, type Missing, type ReasonBook } from "./reasons.ts";
import { judgeTrial, offeredQuantileMs, searchResult } from "./trial.ts";

/** One search, judged again from its stored trials. */
interface Search {
  perSecond: number;
  firstFailing: { perSecond: number; reason: string } | null;
  limitedBy: Limit;
  /** Of its worst trial: one that is disturbed can turn the search. */
  foreignPercent: number | null;
  trials: number;
}

/**
 * Highest rate that keeps the objective, METHOD.md §1.5: mean over the searches, one an instance. The failing rate and the
 * width are of the search where they are the least sure.
 */
export function summariseSaturation(
  measurements: Measurements,
  scenario: string,
  path: string,
  book: ReasonBook,
): SaturationSummary | null {
  const planned = measurements.run.plan.phases.filter(
    ({ saturation, scenarios }) => saturation !== undefined && scenarios.includes(scenario),
  );
  if (planned.length === 0) return book.missing(path, "no saturation phase in the plan");
  const searches: Search[] = [];
  for (const phase of planned) {
    const trials = trialsOf(measurements, phase);
    if (trials.length === 0) continue;
    const search = judgeSearch(measurements, trials, phase.saturation!);
    if (isMissing(search)) return book.missing(path, search.missing);
    searches.push(search);
  }
  if (searches.length === 0) return book.missing(path, whyNotMeasured(planned, "saturation phase"));
  const latencyAt = latencyAtShares(measurements, planned.at(-1)!);
  const summary = { ...summariseSearches(searches, planned[0]!.saturation!.sloMs), latencyAt };
  takeCapacity(`${path}.perSecond`, summary.perSecond, book);
  if (summary.firstFailing !== null) return summary;
  for (const bound of ["firstFailing", "widthRatio"])
    book.missing(`${path}.${bound}`, "no rate that was tried failed");
  return summary;
}

/** METHOD.md §1.5: a rate alone says nothing of the latency below it. */
function latencyAtShares({ loads }: Measurements, phase: Phase): SaturationSummary["latencyAt"] {
  return loads.flatMap((record) => {
    if (record.phase !== phase.name || record.load.kind !== "open-loop") return [];
    const { share, ratePerSecond } = record.load;
    if (share === undefined) return [];
    const atUs = (p: number) => {
      const ms = offeredQuantileMs(record, p);
      return Number.isFinite(ms) ? ms * 1_000 : null;
    };
    return [{ share, perSecond: ratePerSecond, p50Us: atUs(0.5), p99Us: atUs(0.99) }];
  });
}

function summariseSearches(searches: readonly Search[], sloMs: number): Omit<SaturationSummary, "latencyAt"> {
  const rates = searches.map(({ perSecond }) => perSecond);
  const bounded = searches.flatMap(({ perSecond, firstFailing }) =>
    firstFailing === null ? [] : [{ firstFailing, widthRatio: firstFailing.perSecond / perSecond - 1 }],
  );
  const widest = bounded.toSorted((a, b) => b.widthRatio - a.widthRatio)[0];
  return {
    perSecond: meanCapacity(
      rates,
      commonLimit(searches.map(({ limitedBy }) => limitedBy)),
      greatest(searches.flatMap(({ foreignPercent }) => foreignPercent ?? [])),
    ),
    sloMs,
    firstFailing: widest?.firstFailing ?? null,
    widthRatio: widest?.widthRatio ?? null,
    trials: searches.reduce((sum, { trials }) => sum + trials, 0),
  };
}

/** In the order of their numbers, without the closed loop before them and the latencies at shares of the rate after. */
function trialsOf({ loads }: Measurements, phase: Phase): LoadRecord[] {
  const number = ({ window }: LoadRecord) => Number(window.slice(window.lastIndexOf("#") + 1));
  return loads
    .filter((record) => record.phase === phase.name && isTrial(record))
    .toSorted((a, b) => number(a) - number(b));
}

function isTrial({ load }: LoadRecord): boolean {
  return load.kind === "open-loop" && load.share === undefined;
}

/** What limited it is what limited the least rate that failed; where none failed, the last one that was tried. */
function judgeSearch(
  measurements: Measurements,
  records: readonly LoadRecord[],
  { sloMs, widthRatio }: SaturationSpec,
): Search | Missing {
  const trials = records.map((record) => ({
    record,
    ratePerSecond: rateOf(record),
    ...judgeTrial(record, sloMs),
  }));
  const { perSecond, failedPerSecond } = searchResult(trials, widthRatio);
  const failing = trials.find(({ passed, ratePerSecond }) => !passed && ratePerSecond === failedPerSecond);
  if (perSecond === null)
    return {
      missing: `no rate kept the objective, not even ${failedPerSecond!.toFixed(1)}/s: ${failing!.reason}`,
    };
  const limitedBy = limitOfTrial(measurements, (failing ?? trials.at(-1)!).record);
  if (isMissing(limitedBy)) return limitedBy;
  const firstFailing = failing ? { perSecond: failing.ratePerSecond, reason: failing.reason! } : null;
  const foreignPercent = foreignOfLoads(measurements, records);
  return { perSecond, firstFailing, limitedBy, foreignPercent, trials: trials.length };
}

function rateOf({ load, window }: LoadRecord): number {
  if (load.kind !== "open-loop") throw new Error(`"${window}" is a ${load.kind} load, not a trial`);
  return load.ratePerSecond;
}
