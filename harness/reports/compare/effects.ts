import type { Margin } from "../../model/metric.ts";
import { metricValue } from "../../model/metric-value.ts";
import { findMetric } from "../../model/metrics.ts";
import type { ComparisonLevel, LatencyComparison, ScenarioSummary } from "../../model/summary.ts";
import type { Effect } from "../../stats/compare.ts";
import { compareRelations } from "../../stats/compare-runs.ts";
import { decideVerdict, marginOf, type OwnMargins, relativeMargin } from "../../stats/verdict.ts";
import type { JudgedMetric } from "./compared-metrics.ts";
import type { BaselineRelation, Change } from "./comparison.ts";
import { costEffect, costLevel } from "./cost-effect.ts";

/** What became of a relation to baseline, before any adjustment; else why that cannot be told. */
export type RunEffect = { effect: Effect; level: ComparisonLevel } | { missing: string };

/** A scenario's relation to baseline in its own run, or null. */
export function relationOf(scenario: ScenarioSummary, judged: JudgedMetric): BaselineRelation | null {
  return scenario.workloads[judged.workload]?.vsBaseline?.[judged.statistic] ?? null;
}

/** How the relation to baseline changed from one run to another. */
export function runEffect(
  before: ScenarioSummary,
  after: ScenarioSummary,
  judged: JudgedMetric,
  [first, second]: readonly [string, string],
): RunEffect {
  const [from, to] = [relationOf(before, judged), relationOf(after, judged)];
  if (from === null) return { missing: `in ${first}: ${whyNoRelation(before, judged)}` };
  if (to === null) return { missing: `in ${second}: ${whyNoRelation(after, judged)}` };
  const level = isLatency(from) ? levelIn(before, judged) : costLevel(from);
  if (level === null) return { missing: `in ${first}: it has no finite level above zero` };
  const effect =
    isLatency(from) || isLatency(to)
      ? compareRelations(from, to, { level, scale: "log" })
      : costEffect(from, to);
  if (effect === null) return { missing: `in ${second}: baseline has no finite level above zero` };
  return { effect, level: coarser(from.level, to.level) };
}

/** The effect as it is reported, judged as a member of its family; null: exploratory. */
export function changeOf(
  { effect, level }: { effect: Effect; level: ComparisonLevel },
  { margin, statistic }: JudgedMetric,
  family: { pHolm: number; of: number } | null,
  own: OwnMargins,
): Change {
  const { low, high } = effect.shiftInterval;
  const base = {
    ratio: effect.ratio,
    ...effect.ratioInterval,
    ...{ low90: effect.ratioInterval90.low, high90: effect.ratioInterval90.high },
    marginRatio: relativeMargin(marginOf(margin, level, own), effect.reference),
    mdeRatio: effect.mdeRatio(family?.of ?? 1),
    ...{ p: effect.p, pHolm: family?.pHolm ?? null, n: effect.n, level },
    verdict: decideVerdict(effect, { statistic: margin, level, p: family?.pHolm ?? effect.p, own }),
  };
  return statistic === "systemCpu"
    ? { ...base, shiftMs: effect.shift, shiftLowMs: low, shiftHighMs: high }
    : { ...base, shiftUs: effect.shift, shiftLowUs: low, shiftHighUs: high };
}

/** The margins that a run's profile fixed before its data was seen. */
export function marginsOf(profile: { margins?: { p50: Margin } }): OwnMargins {
  return profile.margins ?? {};
}

/** What the scenario took in the first run, µs. */
function levelIn(scenario: ScenarioSummary, { metric }: JudgedMetric): number | null {
  const { value } = metricValue(scenario, metric);
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
}

function isLatency(relation: BaselineRelation): relation is LatencyComparison {
  return "shiftUs" in relation;
}

/** Blocks and rounds share the luck of one instance. */
function coarser(first: ComparisonLevel, second: ComparisonLevel): ComparisonLevel {
  return first === "instance" ? second : first;
}

function whyNoRelation(scenario: ScenarioSummary, { workload, statistic }: JudgedMetric): string {
  const ratio = findMetric(`${workload}.ratio.${statistic}`)!;
  return metricValue(scenario, ratio).reason ?? "no relation to baseline was measured";
}
