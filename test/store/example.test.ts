import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { validateRun, validateSummary } from "../../harness/model/schema/validate.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { readStoredRun } from "../../harness/store/read-run.ts";

/** A real run of profile smoke, kept so that readers see a run folder, and so that a change of its contract is noticed. */
describe("the example in results/", () => {
  const folder = join(projectFolder, "results/example");
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));

  it("is what both schemas describe", () => {
    validateRun(read("run.json"));
    validateSummary(read("summary.json"));
  });

  it("gives its summary when it is analysed again", async () => {
    const again = analyse(await readStoredRun(folder));
    assert.deepEqual(JSON.parse(JSON.stringify(again)), read("summary.json"));
  });
});
