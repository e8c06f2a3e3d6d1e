import type { LoadRecord } from "../model/load.ts";
import type { Phase } from "../model/plan.ts";
import type { Capacity, Limit } from "../model/summary.ts";
import { estimateMean, tInterval } from "../stats/t-interval.ts";
import { foreignOfLoads } from "./foreign-cpu.ts";
import { commonLimit, limitOf } from "./limits.ts";
import type { Measurements } from "./measurements.ts";
import { isMissing, type Missing, type ReasonBook } from "./reasons.ts";

/** Which loads of a scenario a figure is made from. */
export interface LoadChoice {
  scenario: string;
  /** As in "no … in the plan": `closed-loop phase`. */
  title: string;
  matches: (load: LoadRecord["load"]) => boolean;
}

/** The scenario's records of `load` phases that match, or why there is none. */
export function loadsOf(
  { loads, run }: Measurements,
  { scenario, title, matches }: LoadChoice,
): LoadRecord[] | Missing {
  const planned = run.plan.phases.filter(
    (phase) => phase.load !== undefined && phase.scenarios.includes(scenario) && matches(phase.load),
  );
  if (planned.length === 0) return { missing: `no ${title} in the plan` };
  const names = new Set(planned.map(({ name }) => name));
  const found = loads.filter((record) => record.scenario === scenario && names.has(record.phase));
  return found.length > 0 ? found : { missing: whyNotMeasured(planned, title) };
}

/** Why a planned phase has nothing to show. */
export function whyNotMeasured(planned: readonly Phase[], title: string): string {
  return `${title} planned ${planned.length === 1 ? "once" : `${planned.length} times`}, but it did not take place`;
}

/** Seconds that a load's figures are about: after the settling time. */
export function secondsOf({ startNs, endNs }: LoadRecord): number {
  return (endNs - startNs) / 1e9;
}

export function completedPerSecond(record: LoadRecord): number {
  return record.completed / secondsOf(record);
}

/** Requests, or streams of bulk, that failed. */
export function countErrors(records: readonly LoadRecord[]): number {
  return records.flatMap(({ errors }) => Object.values(errors)).reduce((sum, count) => sum + count, 0);
}

/** Mean of the loads' rates, one an instance, with its 95 % t-interval where there are two or more. METHOD.md §2.3. */
export function capacityOf(
  measurements: Measurements,
  records: readonly LoadRecord[],
  rateOf: (record: LoadRecord) => number | Missing,
): Capacity | Missing {
  const rates: number[] = [];
  const limits: Limit[] = [];
  for (const record of records) {
    const limit = limitOf(measurements, record);
    if (isMissing(limit)) return limit;
    const rate = rateOf(record);
    if (isMissing(rate)) return rate;
    limits.push(limit);
    rates.push(rate);
  }
  return meanCapacity(rates, commonLimit(limits), foreignOfLoads(measurements, records));
}

/** One value an instance. `foreignPercent` is null where it cannot be told. */
export function meanCapacity(
  rates: readonly number[],
  limitedBy: Limit,
  foreignPercent: number | null,
): Capacity {
  const facts = { n: rates.length, limitedBy, ...(foreignPercent === null ? {} : { foreignPercent }) };
  const estimate = estimateMean(rates);
  if (estimate === null) return { value: rates[0]!, low: null, high: null, ...facts };
  return { value: estimate.mean, ...tInterval(estimate), ...facts };
}

/** The rate, with the reason noted where it has no interval. */
export function takeCapacity(path: string, found: Capacity | Missing, book: ReasonBook): Capacity | null {
  const capacity = book.take(path, found);
  if (capacity?.low !== null) return capacity;
  for (const bound of ["low", "high"]) book.missing(`${path}.${bound}`, "n/a (1 instance < 2)");
  return capacity;
}
