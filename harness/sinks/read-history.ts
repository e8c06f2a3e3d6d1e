import type { Metric } from "../model/metric.ts";
import type { MetricValue } from "../model/metric-value.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Elastic } from "./connection.ts";
import { hasInterval, isOfWorkload, metricFieldName } from "./fields/metric-field.ts";
import { mostRuns, search } from "./read-runs.ts";

/** What a history needs of a run, without its phases and containers, which are most of a record. */
export type ElasticRecord = Pick<
  RunRecord,
  "id" | "startedAt" | "status" | "statusReason" | "tool" | "host"
> & {
  plan: Pick<RunRecord["plan"], "profile" | "scenarios" | "workloads">;
};

const recordParts = [
  ...["id", "startedAt", "status", "statusReason", "tool", "host"],
  ...["plan.profile", "plan.scenarios", "plan.workloads"],
];

interface RecordSource {
  "bench.record"?: ElasticRecord;
  "bench.grade"?: string;
}

/** The newest runs that a server has, newest first; grade null: without figures. Throws `environment`. */
export async function readElasticRecords(
  elastic: Elastic,
): Promise<{ record: ElasticRecord; grade: string | null }[]> {
  const sources = await search<RecordSource>(elastic, {
    query: { term: { "bench.kind": "run" } },
    sort: [{ "@timestamp": "desc" }],
    size: mostRuns,
    _source: { includes: ["bench.grade", ...recordParts.map((part) => `bench.record.${part}`)] },
  });
  return sources.flatMap(({ "bench.record": record, "bench.grade": grade }) =>
    record === undefined ? [] : [{ record, grade: grade ?? null }],
  );
}

type ValueSource = Record<string, unknown> & { "bench.run.id": string };

/** A metric of a scenario by run, of those runs that have the scenario. Throws `environment`. */
export async function readElasticValues(
  elastic: Elastic,
  { scenario, metric }: { scenario: string; metric: Metric },
  runs: readonly string[],
): Promise<Map<string, MetricValue>> {
  const name = metricFieldName(metric);
  // what all workloads share is in the documents of each of them
  const workload = isOfWorkload(metric) ? metric.address.slice(0, metric.address.indexOf(".")) : "http";
  const terms = { "bench.kind": "workload", "bench.scenario": scenario, "network.protocol": workload };
  const sources = await search<ValueSource>(elastic, {
    query: {
      bool: {
        filter: [
          ...Object.entries(terms).map(([field, value]) => ({ term: { [field]: value } })),
          { terms: { "bench.run.id": [...runs] } },
        ],
      },
    },
    size: runs.length,
    _source: [name, `${name}_low`, `${name}_high`, "bench.run.id", "bench.infinite", "bench.reason"],
  });
  return new Map(sources.map((source) => [source["bench.run.id"], metricValueOf(source, metric)]));
}

/** Documents leave out what is infinite and name it in `bench.infinite`; an open end of an interval is only left out. */
function metricValueOf(source: ValueSource, metric: Metric): MetricValue {
  const name = metricFieldName(metric);
  const isInfinite = ((source["bench.infinite"] ?? []) as string[]).includes(metric.address);
  const value = isInfinite ? Number.POSITIVE_INFINITY : ((source[name] ?? null) as MetricValue["value"]);
  const low = (source[`${name}_low`] ?? null) as number | null;
  const high = (source[`${name}_high`] ?? null) as number | null;
  const isOpen = hasInterval(metric) && low !== null && high === null;
  const why = (source["bench.reason"] as string | undefined) ?? "not measured";
  return {
    value,
    low,
    high: isOpen ? Number.POSITIVE_INFINITY : high,
    reason: value === null ? why : null,
  };
}
