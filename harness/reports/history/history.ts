import type { Metric } from "../../model/metric.ts";
import type { MetricValue } from "../../model/metric-value.ts";
import type { RunRecord } from "../../model/run-record.ts";
import { type ConditionSource, conditionsOf, conflicts } from "../compare/conditions.ts";

export const historySchema = "tunnelbench/history/1";

/** What a history needs to know of a run, wherever it is stored. */
export interface HistoryRun {
  id: string;
  startedAt: string;
  status: string;
  profile: string;
  /** null: it has no figures. */
  grade: string | null;
  host: string | null;
  kernel: string;
  commit: string | null;
  branch: string | null;
  isDirty: boolean;
  scenarios: string[];
  /** What must be the same for two runs to be compared: `conditionsOf`. */
  conditions: Record<string, string>;
  /** Why it has no figures, or which version's they are; null: they are this version's. */
  remark: string | null;
}

/** What a history reads of a run's record. */
export type HistoryRecord = Pick<RunRecord, "id" | "startedAt" | "status" | "tool"> & ConditionSource;

/** A run of a history from its record and what is known of its summary. */
export function historyRun(
  record: HistoryRecord,
  { grade, remark }: Pick<HistoryRun, "grade" | "remark">,
): HistoryRun {
  const { id, startedAt, status, tool, host, plan } = record;
  return {
    ...{ id, startedAt, status, grade, remark },
    profile: plan.profile.name,
    host: host.id ?? null,
    kernel: host.kernel,
    commit: tool.commit,
    branch: tool.branch ?? null,
    isDirty: tool.dirty ?? false,
    scenarios: plan.scenarios,
    conditions: conditionsOf(record),
  };
}

export interface HistoryPoint extends MetricValue {
  run: string;
  /** What it may not be compared with the newest run for; none: it may. */
  obstacles: string[];
}

/** One metric of one scenario over the runs, oldest first. */
export interface HistorySeries {
  scenario: string;
  metric: string;
  title: string;
  unit: Metric["unit"];
  better: Metric["better"];
  points: HistoryPoint[];
}

export interface History {
  schema: typeof historySchema;
  runs: HistoryRun[];
  series: HistorySeries[];
}

/** A metric of a scenario, with its value in a run; null: the run has no figures of it. */
export interface HistorySource {
  scenario: string;
  metric: Metric;
  valueIn: (run: string) => MetricValue | null;
}

/**
 * The runs, oldest first, and each metric over those whose plan had the scenario. The newest run that has a value is what the
 * others are held against.
 */
export function buildHistory(runs: readonly HistoryRun[], sources: readonly HistorySource[]): History {
  const ordered = runs.toSorted((a, b) => a.id.localeCompare(b.id));
  return {
    schema: historySchema,
    runs: ordered,
    series: sources.map(({ scenario, metric, valueIn }) => ({
      ...{ scenario, metric: metric.address, title: metric.title, unit: metric.unit, better: metric.better },
      points: pointsOf(
        ordered.filter(({ scenarios }) => scenarios.includes(scenario)),
        valueIn,
      ),
    })),
  };
}

function pointsOf(runs: readonly HistoryRun[], valueIn: HistorySource["valueIn"]): HistoryPoint[] {
  const found = runs.map((run) => ({ run, value: valueIn(run.id) ?? absentIn(run) }));
  const newest = found.findLast(({ value }) => value.value !== null)?.run;
  return found.map(({ run, value }) => ({
    run: run.id,
    ...value,
    obstacles: newest === undefined ? [] : conflicts(newest.conditions, run.conditions),
  }));
}

function absentIn({ grade, remark }: HistoryRun): MetricValue {
  const reason = grade === null && remark !== null ? remark : "the scenario has no figures in it";
  return { value: null, low: null, high: null, reason };
}
