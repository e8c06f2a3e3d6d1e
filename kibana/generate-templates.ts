/** Writes kibana/templates/*.json and the table of fields in docs/elasticsearch.md: `node kibana/generate-templates.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../harness/model/tool.ts";
import { fieldTableMarkers, renderFieldTable } from "../harness/sinks/fields/field-table.ts";
import { indexTemplates } from "../harness/sinks/templates.ts";

for (const [name, template] of indexTemplates()) {
  const file = join(projectFolder, "kibana/templates", `${name}.json`);
  writeFileSync(file, `${formatted(template)}\n`);
}

const page = join(projectFolder, "docs/elasticsearch.md");
const { start, end } = fieldTableMarkers;
const text = readFileSync(page, "utf8");
const [before, after] = [text.indexOf(start), text.indexOf(end)];
if (before < 0 || after < before) throw new Error(`"${page}" has no ${start} … ${end}`);
writeFileSync(page, `${text.slice(0, before)}${start}\n\n${renderFieldTable()}\n${text.slice(after)}`);

/** As the formatter has it: a list of one on one line. */
function formatted(value: object): string {
  return JSON.stringify(value, null, 2).replaceAll(/\[\n\s+("[^"\n]*")\n\s+\]/g, "[$1]");
}
