import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { forgetDeadProcess } from "../../harness/setup/engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("forgetDeadProcess", () => {
  /** A process table in which number 42 is the given program. */
  function isLeft(running: string | null): boolean {
    using temporary = temporaryFolder();
    const file = join(temporary.path, "docker.pid");
    writeFileSync(file, "42");
    if (running !== null) {
      mkdirSync(join(temporary.path, "42"));
      writeFileSync(join(temporary.path, "42", "comm"), `${running}\n`);
    }
    forgetDeadProcess("dockerd", file, temporary.path);
    return existsSync(file);
  }

  it("removes the file of a daemon that ended, also where its number was given to another program", () => {
    assert.equal(isLeft(null), false);
    assert.equal(isLeft("bash"), false);
  });

  it("leaves the file of a daemon that runs", () => {
    assert.equal(isLeft("dockerd"), true);
  });
});
