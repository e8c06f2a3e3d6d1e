import { createHash } from "node:crypto";
import { fieldsByKind } from "./fields/all.ts";
import { type DocumentKind, documentKinds, type Field, type FieldType } from "./fields/field.ts";

/** What Elasticsearch's `PUT _index_template/<name>` takes. */
export interface IndexTemplate {
  index_patterns: string[];
  priority: number;
  _meta: TemplateMeta;
  template: {
    settings: { index: Record<string, string | number> };
    mappings: { dynamic: "false"; _meta: TemplateMeta; properties: Record<string, Property> };
  };
}

/** `version` changes with the fields and only then; it is in the indices too, so that an index of another version is known. */
export interface TemplateMeta {
  managed_by: "tunnelbench";
  version: string;
}

type Property =
  | { properties: Record<string, Property> }
  | Readonly<Record<string, string | number | boolean>>;

/** Above those that Elasticsearch brings for its own indices (100 to 200). */
const priority = 500;

/** Longer texts are kept but not indexed: a keyword beyond 32,766 bytes would have its document refused. */
const longestKeyword = 1024;

const mappedAs: Readonly<Record<FieldType, Property>> = {
  date: { type: "date" },
  keyword: { type: "keyword", ignore_above: longestKeyword },
  long: { type: "long" },
  double: { type: "double" },
  boolean: { type: "boolean" },
  stored: { type: "object", enabled: false },
};

/**
 * One shard, because a month of runs is small. A replica only where there is a second node: a single node would stay yellow
 * for ever. No refresh interval: then a shard that nobody searches does not refresh at all, and the server of a run under way
 * rests while it measures.
 */
const settings = {
  number_of_shards: 1,
  auto_expand_replicas: "0-1",
  codec: "best_compression",
};

/** Name of a kind's template. */
export function templateName(kind: DocumentKind): string {
  return `tunnelbench-${kind}`;
}

/** The composable index template of a kind of documents. */
export function indexTemplate(
  kind: DocumentKind,
  fields: readonly Field[] = fieldsByKind[kind],
): IndexTemplate {
  const properties = nestedProperties(fields);
  const meta: TemplateMeta = { managed_by: "tunnelbench", version: versionOf({ settings, properties }) };
  return {
    index_patterns: [`tunnelbench-${kind}-*`],
    priority,
    _meta: meta,
    template: { settings: { index: settings }, mappings: { dynamic: "false", _meta: meta, properties } },
  };
}

/** Templates of all kinds, by their name. */
export function indexTemplates(): Map<string, IndexTemplate> {
  return new Map(documentKinds.map((kind) => [templateName(kind), indexTemplate(kind)]));
}

/** `bench.run.id` stands in `bench`, in `run`: as Elasticsearch gives a mapping back. */
function nestedProperties(fields: readonly Field[]): Record<string, Property> {
  const root: Record<string, Property> = {};
  for (const { name, type } of fields) {
    const parts = name.split(".");
    let properties = root;
    for (const part of parts.slice(0, -1)) {
      properties[part] ??= { properties: {} };
      properties = (properties[part] as { properties: Record<string, Property> }).properties;
    }
    properties[parts.at(-1)!] = mappedAs[type];
  }
  return root;
}

function versionOf(content: object): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 12);
}
