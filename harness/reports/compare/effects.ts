import type { Margin } from "../../model/metric.ts";
import { metricValue } from "../../model/metric-value.ts";
import { findMetric } from "../../model/metrics.ts";
import type {
  ComparisonLevel,
  CostComparison,
  LatencyComparison,
  ScenarioSummary,
} from "../../model/summary.ts";
import type { Effect } from "../../stats/compare.ts";
import { compareRelations, type Relation, type RelationScale } from "../../stats/compare-runs.ts";
import { decideVerdict, marginOf, type OwnMargins, relativeMargin } from "../../stats/verdict.ts";
import type { JudgedMetric } from "./compared-metrics.ts";
import type { Change } from "./comparison.ts";

/** What became of a relation to baseline, before any adjustment; else why that cannot be told. */
export type RunEffect = { effect: Effect; level: ComparisonLevel } | { missing: string };

/** A scenario's relation to baseline in its own run, or null. */
export function relationOf(scenario: ScenarioSummary, judged: JudgedMetric): Change | null {
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
  const level = levelIn(before, from, judged);
  if (level === null) return { missing: `in ${first}: it has no finite level above zero` };
  const scale = scaleOf(from, to);
  if (scale === null) return { missing: `in ${second}: baseline has no finite level above zero` };
  return {
    effect: compareRelations(boundsOf(from), boundsOf(to), { level, ...scale }),
    level: coarser(from.level, to.level),
  };
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

/** A ratio of latencies; of costs, which may be about zero, the difference. */
function boundsOf(relation: Change): Relation {
  const { n } = relation;
  return isLatency(relation)
    ? { low: relation.low, high: relation.high, n }
    : { low: relation.shiftLowMs, high: relation.shiftHighMs, n };
}

/** Costs are differences, which grow with the machine's level: baseline's costs tell by how much. Null where they do not. */
function scaleOf(from: Change, to: Change): RelationScale | null {
  if (isLatency(from) || isLatency(to)) return { scale: "log" };
  const pace = baselineCost(from) / baselineCost(to);
  return pace > 0 && Number.isFinite(pace) ? { scale: "linear", pace } : null;
}

/** What the scenario took in the first run. A cost's level is baseline's, which its two intervals tell, and the difference. */
function levelIn(scenario: ScenarioSummary, relation: Change, { metric }: JudgedMetric): number | null {
  if (!isLatency(relation)) {
    const level = baselineCost(relation) + relation.shiftMs;
    return level > 0 && Number.isFinite(level) ? level : null;
  }
  const { value } = metricValue(scenario, metric);
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
}

/** The ratio's interval is the difference's over baseline's cost, plus 1; where it has no width, the values tell. */
function baselineCost({ ratio, low, high, shiftMs, shiftLowMs, shiftHighMs }: CostComparison): number {
  return high > low ? (shiftHighMs - shiftLowMs) / (high - low) : shiftMs / (ratio - 1);
}

function isLatency(relation: Change): relation is LatencyComparison {
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
