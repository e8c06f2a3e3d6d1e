import { workloadNames } from "../model/scenario.ts";
import { references } from "../model/summary.ts";
import { adjustHolm } from "../stats/holm.ts";
import { effectOf, type PrimaryMetric, primaryMetrics } from "./effects.ts";
import type { Measurements } from "./measurements.ts";
import { isMissing } from "./reasons.ts";

/** What belonging to a family does to a comparison. */
export interface Adjusted {
  pHolm: number;
  /** Comparisons in the family. */
  of: number;
}

/** By `familyKey`; what is not in it is exploratory. */
export type Families = ReadonlyMap<string, Adjusted>;

/** Names a comparison against baseline. */
export function familyKey(scenario: string, workload: string, metric: PrimaryMetric): string {
  return `${scenario}/${workload}/${metric}`;
}

/**
 * All scenarios against baseline in one primary metric and workload are a family, METHOD.md §2.3. The second relay pair is
 * not in it: it is the null test, and is judged against relay alone.
 */
export function adjustFamilies(measurements: Measurements): Families {
  const { baseline, control } = references;
  const scenarios = measurements.run.scenarios
    .map(({ name }) => name)
    .filter((name) => name !== baseline && name !== control);
  const families = new Map<string, Adjusted>();
  for (const workload of workloadNames) {
    for (const metric of primaryMetrics) {
      const members = scenarios.flatMap((scenario) => {
        const effect = effectOf(measurements, { scenario, reference: baseline, workload }, metric);
        return isMissing(effect) ? [] : [{ scenario, p: effect.effect.p }];
      });
      const adjusted = adjustHolm(members.map(({ p }) => p));
      members.forEach(({ scenario }, index) => {
        const key = familyKey(scenario, workload, metric);
        families.set(key, { pHolm: adjusted[index]!, of: members.length });
      });
    }
  }
  return families;
}
