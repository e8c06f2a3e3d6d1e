import type { Metric } from "../../model/metric.ts";
import { type MetricValue, metricValue } from "../../model/metric-value.ts";
import { references, type ScenarioSummary } from "../../model/summary.ts";
import type { OwnMargins } from "../../stats/verdict.ts";
import { judgedMetric } from "./compared-metrics.ts";
import type { ComparedRow, RowVerdict } from "./comparison.ts";
import { changeOf, relationOf } from "./effects.ts";
import { isUnchanged } from "./identity.ts";
import { type Pairing, type RunFamilies, scenarioOf } from "./pairing.ts";

export interface RowChoice {
  metrics: readonly Metric[];
  names: readonly string[];
  families: RunFamilies;
  own: OwnMargins;
}

/** One row a scenario and metric. */
export function pairRows(pairing: Pairing, choice: RowChoice): ComparedRow[] {
  const witnesses = new Map(choice.metrics.map((metric) => [metric, witnessOf(pairing, metric, choice)]));
  return choice.names.flatMap((name) =>
    choice.metrics.map((metric) => heed(row(pairing, name, metric, choice), witnesses.get(metric) ?? null)),
  );
}

function row(pairing: Pairing, name: string, metric: Metric, { families, own }: RowChoice): ComparedRow {
  const [before, after] = [scenarioOf(pairing.before, name), scenarioOf(pairing.after, name)];
  const relation = judgedMetric(metric);
  const values = [valueIn(before, metric), valueIn(after, metric)] as const;
  const facts = {
    ...{ scenario: name, metric: metric.address, title: metric.title, unit: metric.unit },
    ...{ before: values[0], after: values[1] },
    beforeVsBaseline: before && relation ? relationOf(before, relation) : null,
    afterVsBaseline: after && relation ? relationOf(after, relation) : null,
    ...{ change: null, doubt: null },
  };
  if (pairing.obstacles.length > 0 && metric.unit !== "word")
    return { ...facts, verdict: "not comparable", reason: pairing.obstacles.join("; ") };
  const paired = pairing.effects.find(
    ({ scenario, judged }) => scenario === name && judged.metric === metric,
  );
  if (paired === undefined) return { ...facts, ...withoutInterval(name, metric, values) };
  const { judged, found } = paired;
  if ("missing" in found) return { ...facts, verdict: null, reason: found.missing };
  const change = changeOf(found, judged, families.get(paired) ?? null, own);
  return { ...facts, change, verdict: change.verdict, reason: null };
}

/** Words and equal counts are the same; of any other single number nothing can be said without an interval. */
function withoutInterval(
  name: string,
  { unit }: Metric,
  [before, after]: readonly [MetricValue, MetricValue],
): { verdict: RowVerdict | null; reason: string | null } {
  const absent = [before, after].find(({ value }) => value === null);
  if (absent) return { verdict: null, reason: absent.reason ?? "not measured" };
  if (unit === "word")
    return { verdict: before.value === after.value ? "unchanged" : "changed", reason: null };
  if (unit === "count" && before.value === after.value) return { verdict: "unchanged", reason: null };
  if (name === references.baseline && unit !== "count")
    return { verdict: null, reason: "the others are related to it, so it has no relation of its own" };
  return { verdict: null, reason: "one value a run: no interval of the difference" };
}

/** A scenario that is the same in both runs and yet came out different, so that the sessions must differ. */
interface Witness {
  scenario: string;
  verdict: RowVerdict;
}

function witnessOf(pairing: Pairing, metric: Metric, choice: RowChoice): Witness | null {
  const [before, after] = [pairing.before.record, pairing.after.record];
  for (const scenario of [references.relay, references.control]) {
    if (!isUnchanged(before, after, scenario)) continue;
    const { verdict } = row(pairing, scenario, metric, choice);
    if (isDifference(verdict)) return { scenario, verdict };
  }
  return null;
}

/** No difference is claimed where something that did not change came out different, too; every row says that it did. */
function heed(found: ComparedRow, witness: Witness | null): ComparedRow {
  const isReference = found.scenario === references.relay || found.scenario === references.control;
  if (witness === null || isReference) return found;
  const doubt = `${witness.scenario}, the same in both runs, is ${witness.verdict}, too: the sessions differ`;
  if (!isDifference(found.verdict) || found.change === null) return { ...found, doubt };
  const change = { ...found.change, verdict: "inconclusive" as const };
  return { ...found, change, verdict: "inconclusive", reason: doubt, doubt };
}

function isDifference(verdict: RowVerdict | null): verdict is RowVerdict {
  return verdict === "slower" || verdict === "faster" || verdict === "costlier" || verdict === "cheaper";
}

function valueIn(scenario: ScenarioSummary | undefined, metric: Metric): MetricValue {
  const absent = { value: null, low: null, high: null, reason: "this run does not have the scenario" };
  return scenario === undefined ? absent : metricValue(scenario, metric);
}
