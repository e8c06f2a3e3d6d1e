import type { Metric } from "../../model/metric.ts";
import { references, type ScenarioSummary } from "../../model/summary.ts";
import { adjustHolm } from "../../stats/holm.ts";
import { type JudgedMetric, judgedMetric } from "./compared-metrics.ts";
import type { ComparedRun } from "./comparison.ts";
import { type RunEffect, runEffect } from "./effects.ts";

/** Two runs, and what was found between them. */
export interface Pairing {
  before: ComparedRun;
  after: ComparedRun;
  /** Why they may not be compared; none: they may. */
  obstacles: string[];
  effects: PairedEffect[];
}

export interface PairedEffect {
  scenario: string;
  judged: JudgedMetric;
  found: RunEffect;
}

/** What belonging to a family does to an effect; what is in none is exploratory. */
export type RunFamilies = ReadonlyMap<PairedEffect, { pHolm: number; of: number }>;

/** A pair of runs with all effects of the metrics that can be judged. */
export function pairRuns(
  before: ComparedRun,
  after: ComparedRun,
  obstacles: string[],
  metrics: readonly Metric[],
): Pairing {
  const ids = [before.summary.run.id, after.summary.run.id] as const;
  const shared = before.summary.scenarios.flatMap((own) => {
    const other = scenarioOf(after, own.name);
    return other === undefined || own.name === references.baseline ? [] : [{ own, other }];
  });
  const judgedOnes = metrics.flatMap((metric) => judgedMetric(metric) ?? []);
  const effects = shared.flatMap(({ own, other }) =>
    judgedOnes.map((judged) => ({
      ...{ scenario: own.name, judged },
      found: runEffect(own, other, judged, ids),
    })),
  );
  return { before, after, obstacles, effects };
}

/**
 * All scenarios of all comparable runs against the first are a family, in each primary metric and workload, whichever of them
 * are shown. The control is the null test and belongs to none. METHOD.md §2.3.
 */
export function adjustFamilies(pairings: readonly Pairing[]): RunFamilies {
  const primary = pairings
    .filter(({ obstacles }) => obstacles.length === 0)
    .flatMap(({ effects }) => effects)
    .filter(({ scenario, judged }) => judged.isPrimary && scenario !== references.control);
  const families = new Map<PairedEffect, { pHolm: number; of: number }>();
  for (const members of Map.groupBy(primary, ({ judged }) => judged.metric.address).values()) {
    const found = members.flatMap((member) =>
      "effect" in member.found ? [{ member, p: member.found.effect.p }] : [],
    );
    const adjusted = adjustHolm(found.map(({ p }) => p));
    found.forEach(({ member }, index) => {
      families.set(member, { pHolm: adjusted[index]!, of: found.length });
    });
  }
  return families;
}

/** A scenario of a run, or undefined where the run does not have it. */
export function scenarioOf({ summary }: ComparedRun, name: string): ScenarioSummary | undefined {
  return summary.scenarios.find((scenario) => scenario.name === name);
}
