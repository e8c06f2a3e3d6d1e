import type { LoadRecord } from "../model/load.ts";
import type { Phase, SaturationSpec } from "../model/plan.ts";
import type { Limit, SaturationSummary } from "../model/summary.ts";
import { commonLimit, limitOfTrial } from "./limits.ts";
import { meanCapacity, takeCapacity, whyNotMeasured } from "./loads.ts";
import type { Measurements } from "./measurements.ts";
import { isMissing, type Missing, type ReasonBook } from "./reasons.ts";
import { judgeTrial, searchResult } from "./trial.ts";

/** One search, judged again from its stored trials. */
interface Search {
  perSecond: number;
  firstFailing: { perSecond: number; reason: string } | null;
  limitedBy: Limit;
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
  const summary = summariseSearches(searches, planned[0]!.saturation!.sloMs);
  takeCapacity(`${path}.perSecond`, summary.perSecond, book);
  if (summary.firstFailing !== null) return summary;
  for (const bound of ["firstFailing", "widthRatio"])
    book.missing(`${path}.${bound}`, "no rate that was tried failed");
  return summary;
}

function summariseSearches(searches: readonly Search[], sloMs: number): SaturationSummary {
  const rates = searches.map(({ perSecond }) => perSecond);
  const bounded = searches.flatMap(({ perSecond, firstFailing }) =>
    firstFailing === null ? [] : [{ firstFailing, widthRatio: firstFailing.perSecond / perSecond - 1 }],
  );
  const widest = bounded.toSorted((a, b) => b.widthRatio - a.widthRatio)[0];
  return {
    perSecond: meanCapacity(rates, commonLimit(searches.map(({ limitedBy }) => limitedBy))),
    sloMs,
    firstFailing: widest?.firstFailing ?? null,
    widthRatio: widest?.widthRatio ?? null,
    trials: searches.reduce((sum, { trials }) => sum + trials, 0),
  };
}

/** In the order of their numbers; the closed loop before them is only the first guess. */
function trialsOf({ loads }: Measurements, phase: Phase): LoadRecord[] {
  const number = ({ window }: LoadRecord) => Number(window.slice(window.lastIndexOf("#") + 1));
  return loads
    .filter((record) => record.phase === phase.name && record.load.kind === "open-loop")
    .toSorted((a, b) => number(a) - number(b));
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
  return { perSecond, firstFailing, limitedBy, trials: trials.length };
}

function rateOf({ load, window }: LoadRecord): number {
  if (load.kind !== "open-loop") throw new Error(`"${window}" is a ${load.kind} load, not a trial`);
  return load.ratePerSecond;
}
