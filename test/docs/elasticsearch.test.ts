import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { projectFolder } from "../../harness/model/tool.ts";
import { fieldTableMarkers, renderFieldTable } from "../../harness/sinks/fields/field-table.ts";

interface Mapping {
  type?: string;
  enabled?: boolean;
  properties?: Record<string, Mapping>;
}

const read = (file: string) => readFileSync(join(projectFolder, file), "utf8");

describe("docs/elasticsearch.md", () => {
  const { start, end } = fieldTableMarkers;
  const page = read("docs/elasticsearch.md");
  const table = page.slice(page.indexOf(start) + start.length, page.indexOf(end));

  it("has the table that `node kibana/generate-templates.ts` writes", () => {
    assert.equal(table.trim(), renderFieldTable().trim());
  });

  it("has a row for every field of the templates, and no other", () => {
    const parts = table.split(/^### /m).slice(1);
    assert.equal(parts.length, 5);
    for (const part of parts) {
      const name = part.slice(0, part.indexOf("-*"));
      const { template } = JSON.parse(read(`kibana/templates/${name}.json`)) as {
        template: { mappings: Mapping };
      };
      assert.deepEqual(rowsOf(part).toSorted(), fieldsOf(template.mappings).toSorted(), name);
    }
  });
});

/** `name type` of each row, the ends of an interval too. */
function rowsOf(part: string): string[] {
  return [...part.matchAll(/^\| `([^`]+)`(, `…_low`, `…_high`)? \| ([^|]+) \|/gm)].flatMap(
    ([, name, ends, type]) =>
      (ends === undefined ? [""] : ["", "_low", "_high"]).map((suffix) => `${name}${suffix} ${type}`),
  );
}

function fieldsOf({ type, enabled, properties = {} }: Mapping, name = ""): string[] {
  const own = type === undefined ? [] : [`${name} ${enabled === false ? "not indexed" : type}`];
  const below = Object.entries(properties).flatMap(([part, mapping]) =>
    fieldsOf(mapping, name === "" ? part : `${name}.${part}`),
  );
  return [...own, ...below];
}
