import { findMetric } from "../harness/model/metrics.ts";
import { type WorkloadName, workloadNames } from "../harness/model/scenario.ts";
import { isOfWorkload, metricFieldName } from "../harness/sinks/fields/metric-field.ts";
import type { Bucket, Calculation, Filter, Terms, Value } from "./definition.ts";

type ValueOptions = Partial<Pick<Value, "filter" | "decimals" | "format" | "studyRange" | "percentile">>;

/** A number that Elasticsearch calculates from a field. */
export function value(
  operation: Calculation,
  label: string,
  field: string | null,
  options: ValueOptions = {},
): Value {
  const plain = { filter: [], decimals: 0, format: "number", studyRange: null, percentile: null } as const;
  return { operation, label, field, ...plain, ...options };
}

/** What the newest of the documents says in a word field. */
export function word(label: string, field: string, filter: Filter = []): Value {
  return value("last_value", label, field, { filter: [{ field, exists: true }, ...filter] });
}

/**
 * A metric of the table in `metrics.ts`, from the documents of summaries: one a run, scenario and workload. What is of the
 * whole scenario stands in both workloads' documents, so it is never added up.
 */
export function metricColumn(address: string, label: string, operation: Calculation = "max"): Value {
  const metric = findMetric(address);
  if (metric === undefined) throw new Error(`no metric ${address}`);
  const field = metricFieldName(metric);
  const workload = workloadNames.find((name) => address.startsWith(`${name}.`));
  const filter = isOfWorkload(metric) ? ofWorkload(workload!) : [];
  if (metric.unit === "word") return word(label, field, filter);
  const { decimals, studyRange } = metric;
  return value(operation, label, field, { filter, decimals, studyRange });
}

/** Counts documents whose metric is infinite, because too many requests had no answer; its own field is absent there. */
export function infinite(address: string, label: string): Value {
  // a single one is red
  return value("count", label, null, {
    filter: [{ field: "bench.infinite", is: address }],
    studyRange: [0.5],
  });
}

export function ofWorkload(workload: WorkloadName): Filter {
  return [{ field: "network.protocol", is: workload }];
}

export function terms(label: string, field: string, size = 50): Terms {
  return { operation: "terms", label, field, size, order: "asc" };
}

/** Run ids sort by time, so the last one is the newest. */
export function newestRuns(size: number): Terms {
  return { ...terms("run", "bench.run.id", size), order: "desc" };
}

/** What a table shows until somebody picks a run; the table above it names the run. */
export const newestRun: Terms = { ...newestRuns(1), isHidden: true };

export const overTime: Bucket = {
  ...{ operation: "date_histogram", label: "time", field: "@timestamp", interval: "1s" },
};
export const byScenario = terms("scenario", "bench.scenario");

/** Documents of summaries that are of one workload, and those of a whole run. */
export const workloadDocuments: Filter = [{ field: "bench.kind", is: "workload" }];
export const runDocuments: Filter = [{ field: "bench.kind", is: "run" }];
