import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { projectFolder } from "../../harness/model/tool.ts";
import { bench } from "../support/fake-io.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("a run whose summary is of another version and whose samples are gone", () => {
  for (const verb of ["report", "check", "compare"])
    it(`is refused by bench ${verb}, and keeps its summary`, async () => {
      using results = temporaryFolder();
      const folder = join(results.path, "20261121T161539Z-ae50");
      cpSync(join(projectFolder, "results/example"), folder, { recursive: true });
      rmSync(join(folder, "samples.ndjson.gz"));
      const file = join(folder, "summary.json");
      const older = readFileSync(file, "utf8").replace("tunnelbench/summary/3", "tunnelbench/summary/2");
      writeFileSync(file, older);
      const runs = verb === "compare" ? [folder, join(projectFolder, "results/example")] : [folder];
      const { exitCode, stderr } = await bench([verb, ...runs, "--results", results.path]);
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, /has no summary of this version, and its samples are gone/);
      assert.equal(readFileSync(file, "utf8"), older);
    });
});
