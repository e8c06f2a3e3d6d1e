import type { Metric } from "../../model/metric.ts";
import { defaultMetrics } from "./compared-metrics.ts";
import { type ComparedRun, comparisonSchema, type RunComparison } from "./comparison.ts";
import { findDifferences, obstaclesBetween } from "./differences.ts";
import { marginsOf } from "./effects.ts";
import { adjustFamilies, pairRuns } from "./pairing.ts";
import { pairRows } from "./rows.ts";

export interface ComparisonChoice {
  /** @default what can be judged, failures and evidence */
  metrics?: readonly Metric[];
  /** Names. @default all */
  scenarios?: readonly string[];
}

/**
 * Every other run against the first: what differs between them, whether they may be compared, and what became of each scenario's
 * relation to baseline. Pure, and of summaries alone. Needs two runs.
 */
export function compareRuns(
  runs: readonly ComparedRun[],
  { metrics = defaultMetrics, scenarios }: ComparisonChoice = {},
): RunComparison {
  const [first, ...others] = runs;
  const pairings = others.map((other) => pairRuns(first!, other, obstaclesBetween(first!, other), metrics));
  const families = adjustFamilies(pairings);
  const own = marginsOf(first!.record.plan.profile);
  return {
    schema: comparisonSchema,
    runs: runs.map(describeRun),
    differences: findDifferences(runs),
    pairs: pairings.map((pairing) => ({
      run: pairing.after.summary.run.id,
      against: first!.summary.run.id,
      obstacles: pairing.obstacles,
      rows: pairRows(pairing, { metrics, names: scenarios ?? scenarioNames(runs), families, own }),
    })),
  };
}

/** Of all runs, those of the first run first. */
export function scenarioNames(runs: readonly ComparedRun[]): string[] {
  return [...new Set(runs.flatMap(({ summary }) => summary.scenarios.map(({ name }) => name)))];
}

function describeRun({ summary, record }: ComparedRun): RunComparison["runs"][number] {
  const { id, startedAt, profile, instances, status } = summary.run;
  const failed = summary.scenarios.filter((scenario) => scenario.status !== "ok");
  return {
    ...{ id, startedAt, profile, instances, status, grade: summary.grade },
    commit: record.tool.commit,
    branch: record.tool.branch ?? null,
    failures: Object.fromEntries(
      failed.map(({ name, status: what, reason }) => [name, `${what}: ${reason ?? "reason not known"}`]),
    ),
  };
}
