import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runAction } from "./run-action.ts";

const folder = temporaryFolder();
after(() => folder[Symbol.dispose]());

/** The action with a `bench` that ends with the given status for one verb, and with 0 for the others. */
function runWith(verb: string, exitCode: number) {
  const script = `#!/bin/sh\necho "$1 of the run"\n[ "$1" != ${verb} ] || exit ${exitCode}\n`;
  writeFileSync(join(folder.path, "bench"), script, { mode: 0o755 });
  const paths = { actionPath: folder.path, workspace: folder.path, temporary: folder.path };
  return runAction(paths, { scenario: "native", results: folder.path });
}

const names = (verb: string, exitCode: number) => runWith(verb, exitCode).steps.map(({ name }) => name);

describe("the action", () => {
  it("shows and judges also what a run measured that failed in part", () => {
    assert.deepEqual(names("run", 4), ["Packages, Docker, base images", "Measure", "Show", "Judge"]);
  });

  it("ends where the machine is not ready", () => {
    assert.deepEqual(names("setup", 3), ["Packages, Docker, base images"]);
  });

  it("puts the report into the job's summary, and nothing else of its own", () => {
    assert.equal(runWith("check", 6).summary, "report of the run\n");
  });

  it("fails where the limits do not hold", () => {
    assert.equal(runWith("check", 6).steps.at(-1)?.exitCode, 6);
  });
});
