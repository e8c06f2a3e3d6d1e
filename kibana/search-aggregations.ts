import type { DocumentKind } from "../harness/sinks/fields/field.ts";
import type { Bucket, Value } from "./definition.ts";
import { toQuery } from "./filter.ts";
import { dataTypeOf, rangesOf } from "./lens-columns.ts";
import { scaledSecond } from "./time-interval.ts";

export interface TimeRange {
  from: Date;
  to: Date;
}

/** Kibana numbers the aggregations in the order of the columns. */
export function nested(
  kind: DocumentKind,
  [bucket, ...inner]: readonly Bucket[],
  values: readonly Value[],
  range: TimeRange,
  number: number,
): object {
  if (bucket === undefined)
    return Object.assign({}, ...values.map((value, at) => valueAgg(kind, value, number + at)));
  const aggs = nested(kind, inner, values, range, number + 1);
  return {
    [number]: { ...bucketAgg(bucket, range, number), aggs: { ...orderAgg(bucket, number), ...aggs } },
  };
}

/** buckets/terms.ts, date_histogram.ts and range.ts there. */
function bucketAgg(bucket: Bucket, { from, to }: TimeRange, number: number): object {
  const { field } = bucket;
  switch (bucket.operation) {
    case "terms": {
      const { size } = bucket;
      const order = bucket.order === "time" ? { [`${number}-orderAgg`]: "asc" } : { _key: bucket.order };
      return { terms: { field, order, size, ...(size <= 10 && { shard_size: 25 }) } };
    }
    case "date_histogram": {
      const interval = scaledSecond(to.getTime() - from.getTime());
      return { date_histogram: { field, ...interval, time_zone: "UTC", min_doc_count: 1 } };
    }
    case "range":
      return { range: { field, ranges: rangesOf(bucket.edges), keyed: true } };
  }
}

function orderAgg(bucket: Bucket, number: number): object {
  const isByTime = bucket.operation === "terms" && bucket.order === "time";
  return isByTime ? { [`${number}-orderAgg`]: { min: { field: "@timestamp" } } } : {};
}

/** A column with a filter becomes a filter around its calculation: metrics/filtered_metric.ts there. */
function valueAgg(kind: DocumentKind, value: Value, number: number): object {
  const calculation = calculationAgg(kind, value);
  if (value.filter.length === 0) return calculation === null ? {} : { [number]: calculation };
  const aggs = calculation === null ? {} : { aggs: { [`${number}-metric`]: calculation } };
  return { [`${number}-bucket`]: { filter: toQuery(value.filter), ...aggs } };
}

/** null: the number of documents, which every bucket has. */
function calculationAgg(kind: DocumentKind, { operation, field, percentile }: Value): object | null {
  switch (operation) {
    case "count":
      return null;
    case "max":
    case "min":
      return { [operation]: { field } };
    case "average":
      return { avg: { field } };
    case "unique_count":
      return { cardinality: { field } };
    case "median":
      return { percentiles: { field, percents: [50] } };
    case "percentile":
      return { percentiles: { field, percents: [percentile] } };
    case "last_value": {
      const format = dataTypeOf(kind, field!) === "date" ? { format: "date_time" } : {};
      const sort = [{ "@timestamp": { order: "desc" } }];
      return { top_hits: { fields: [{ field, ...format }], _source: false, size: 1, sort } };
    }
  }
}
