/** What one document is about; each kind has its index, `tunnelbench-<kind>-<yyyy.MM>`. DESIGN.md §7. */
export const documentKinds = ["samples", "counters", "containers", "loads", "summaries"] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** Types of Elasticsearch; `stored` is an object that is kept as it is and not indexed. */
export type FieldType = "date" | "keyword" | "long" | "double" | "boolean" | "stored";

/** One field of a document: templates, `docs/elasticsearch.md` and dashboards are drawn from these. */
export interface Field {
  /** With dots, as it is written. ECS's name where ECS has one, else ours below `bench.`, the unit in the name. */
  name: string;
  type: FieldType;
  /** What it is, for a reader. */
  title: string;
}

/** A field; the type is a keyword unless it says otherwise. */
export function field(name: string, title: string, type: FieldType = "keyword"): Field {
  return { name, title, type };
}
