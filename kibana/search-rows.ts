import type { Bucket, Value } from "./definition.ts";

/** A row of a panel, by the labels of its columns; null: nothing there. */
export type Row = Record<string, unknown>;

/** What Elasticsearch answers: documents counted, and aggregations by their number. */
export type Aggregations = Record<string, unknown>;

interface Answer extends Aggregations {
  doc_count?: number;
}

interface Columns {
  buckets: readonly Bucket[];
  values: readonly Value[];
}

/** The rows of an answer; undefined aggregations are those of a server without any such index. */
export function readRows(aggregations: Aggregations | undefined, columns: Columns): Row[] {
  return aggregations === undefined ? [] : rowsBelow(aggregations, columns, 0);
}

function rowsBelow(answer: Answer, { buckets: [bucket, ...inner], values }: Columns, number: number): Row[] {
  if (bucket === undefined) {
    return [
      Object.fromEntries(values.map((value, at) => [value.label, readValue(answer, value, number + at)])),
    ];
  }
  return bucketsOf(answer[number]).flatMap(([key, below]) =>
    rowsBelow(below, { buckets: inner, values }, number + 1).map((row) => ({ [bucket.label]: key, ...row })),
  );
}

/** Ranges are keyed by their text, the others have a list. */
function bucketsOf(aggregation: unknown): [unknown, Answer][] {
  const { buckets } = aggregation as { buckets: (Answer & { key: unknown })[] | Record<string, Answer> };
  return Array.isArray(buckets) ? buckets.map((bucket) => [bucket.key, bucket]) : Object.entries(buckets);
}

function readValue(answer: Answer, value: Value, number: number): unknown {
  const isFiltered = value.filter.length > 0;
  const holder = isFiltered ? (answer[`${number}-bucket`] as Answer) : answer;
  // as Kibana's "hide zero values": none is an empty cell, and no bar
  if (value.operation === "count") return holder.doc_count || null;
  return readCalculation(holder[isFiltered ? `${number}-metric` : number], value);
}

function readCalculation(result: unknown, { operation, field }: Value): unknown {
  switch (operation) {
    case "last_value": {
      const { hits } = (result as { hits: { hits: { fields?: Record<string, unknown[]> }[] } }).hits;
      const words = hits[0]?.fields?.[field!] ?? null;
      return words?.length === 1 ? words[0] : words;
    }
    case "median":
    case "percentile":
      return Object.values((result as { values: Record<string, number | null> }).values)[0] ?? null;
    default:
      return (result as { value: number | null }).value;
  }
}
