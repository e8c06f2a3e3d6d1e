import { fieldsByKind } from "./all.ts";
import { documentKinds, type Field, type FieldType } from "./field.ts";

/** The table stands between these in docs/elasticsearch.md. */
export const fieldTableMarkers = { start: "<!-- fields -->", end: "<!-- /fields -->" } as const;

const typeNames: Readonly<Record<FieldType, string>> = {
  date: "date",
  keyword: "keyword",
  long: "long",
  double: "double",
  boolean: "boolean",
  stored: "not indexed",
};

/** All fields of all kinds, Markdown; an interval's ends share the row of their value. */
export function renderFieldTable(): string {
  return documentKinds
    .flatMap((kind) => [
      `### tunnelbench-${kind}-*`,
      "",
      "| field | type | what |",
      "|---|---|---|",
      ...renderRows(fieldsByKind[kind]),
      "",
    ])
    .join("\n");
}

function renderRows(fields: readonly Field[]): string[] {
  const names = new Set(fields.map(({ name }) => name));
  return fields
    .filter(({ name }) => !names.has(valueNameOf(name)))
    .map(({ name, type, title }) => {
      const ends = names.has(`${name}_low`) ? `, \`…_low\`, \`…_high\`` : "";
      return `| \`${name}\`${ends} | ${typeNames[type]} | ${title.replaceAll("|", "\\|")} |`;
    });
}

/** `bench.latency.p50_us_low` → `bench.latency.p50_us`; a name without such an end has no value of its own. */
function valueNameOf(name: string): string {
  return /_(low|high)$/.test(name) ? name.replace(/_(low|high)$/, "") : "";
}
