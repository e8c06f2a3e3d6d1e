import { fieldsByKind } from "../harness/sinks/fields/all.ts";
import type { DocumentKind, FieldType } from "../harness/sinks/fields/field.ts";
import type { Bucket, Terms, Value } from "./definition.ts";
import { toKql } from "./filter.ts";

/** Kibana's word for the types of Elasticsearch that it can calculate with. */
const dataTypes: Readonly<Record<FieldType, string>> = {
  date: "date",
  keyword: "string",
  long: "number",
  double: "number",
  boolean: "boolean",
  stored: "none",
};

/** Type of a field as Kibana sees it. Throws for a field that no document of this kind has: a mistake of ours. */
export function dataTypeOf(kind: DocumentKind, name: string): string {
  const field = fieldsByKind[kind].find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`no document of ${kind} has a field ${name}`);
  return dataTypes[field.type];
}

/** A column of Lens that makes rows; formats as elastic/kibana, lens/public/datasources/form_based/operations/definitions. */
export function bucketColumn(kind: DocumentKind, bucket: Bucket): object {
  const common = { customLabel: true, isBucketed: true, label: bucket.label, sourceField: bucket.field };
  switch (bucket.operation) {
    case "terms":
      return {
        ...common,
        dataType: dataTypeOf(kind, bucket.field),
        operationType: "terms",
        scale: "ordinal",
        params: {
          size: bucket.size,
          ...order(bucket),
          otherBucket: false,
          missingBucket: false,
          parentFormat: { id: "terms" },
          ...{ include: [], exclude: [], includeIsRegex: false, excludeIsRegex: false, secondaryFields: [] },
        },
      };
    case "date_histogram":
      return {
        ...common,
        dataType: dataTypeOf(kind, bucket.field),
        operationType: "date_histogram",
        scale: "interval",
        params: { interval: bucket.interval, includeEmptyRows: false, dropPartials: false },
      };
    case "range":
      return {
        ...common,
        dataType: "string",
        operationType: "range",
        scale: "ordinal",
        params: {
          type: "range",
          ranges: rangesOf(bucket.edges).map(({ from, to }) => ({ from, to: to ?? null, label: "" })),
          maxBars: "auto",
          format: { id: "number", params: { decimals: 0 } },
          parentFormat: { id: "range", params: { template: "arrow_right", replaceInfinity: true } },
        },
      };
  }
}

/** By time is by a calculation of its own, `orderAgg`, which is no column: operations/definitions/terms/index.tsx. */
function order({ order }: Terms): object {
  if (order !== "time") {
    return { orderBy: { type: "alphabetical", fallback: false }, orderDirection: order };
  }
  const orderAgg = {
    ...{ dataType: "date", isBucketed: false, label: "first", operationType: "min" },
    ...{ params: { emptyAsNull: true }, scale: "ratio", sourceField: "@timestamp" },
  };
  return { orderAgg, orderBy: { type: "custom" }, orderDirection: "asc" };
}

/** From each edge to the next, the last one open. */
export function rangesOf(edges: readonly number[]): { from: number; to?: number }[] {
  return edges.map((from, at) => {
    const to = edges[at + 1];
    return to === undefined ? { from } : { from, to };
  });
}

/** A column of Lens that calculates. */
export function valueColumn(kind: DocumentKind, value: Value): object {
  const { operation, label, field, filter } = value;
  const dataType = field === null || operation === "unique_count" ? "number" : dataTypeOf(kind, field);
  return {
    customLabel: true,
    dataType,
    ...(filter.length > 0 && { filter: { language: "kuery", query: toKql(filter) } }),
    isBucketed: false,
    label,
    operationType: operation,
    params: params(value, dataType),
    scale: dataType === "string" ? "ordinal" : "ratio",
    sourceField: field ?? "___records___",
  };
}

function params(value: Value, dataType: string): object {
  const format = { id: value.format, params: { decimals: value.decimals } };
  switch (value.operation) {
    // array values are asked for because flags and reasons are several; Kibana then takes the whole last document
    case "last_value":
      return dataType === "number"
        ? { sortField: "@timestamp", showArrayValues: false, format }
        : { sortField: "@timestamp", showArrayValues: true };
    case "percentile":
      return { percentile: value.percentile, format };
    default:
      return dataType === "number" ? { emptyAsNull: true, format } : { emptyAsNull: true };
  }
}
