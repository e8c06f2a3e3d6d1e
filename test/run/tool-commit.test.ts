import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readCheckout } from "../../harness/run/tool-commit.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const withoutGit = spawnSync("git", ["--version"]).error ? "no git here" : false;

describe("the checkout that bench runs from", { skip: withoutGit }, () => {
  it("has a commit, a branch and whether it was changed", async () => {
    using folder = temporaryFolder();
    const git = repository(folder.path);
    const commit = git("rev-parse", "HEAD");
    assert.deepEqual(await readCheckout(folder.path), { commit, dirty: false, branch: "feature/one" });
    writeFileSync(join(folder.path, "new"), "");
    assert.deepEqual(await readCheckout(folder.path), { commit, dirty: true, branch: "feature/one" });
  });

  it("has no branch where a commit is checked out", async () => {
    using folder = temporaryFolder();
    const git = repository(folder.path);
    git("checkout", "-q", "--detach");
    const commit = git("rev-parse", "HEAD");
    assert.deepEqual(await readCheckout(folder.path), { commit, dirty: false, branch: null });
  });

  it("is unknown outside of a checkout", async () => {
    using folder = temporaryFolder();
    assert.deepEqual(await readCheckout(folder.path), { commit: null, dirty: null, branch: null });
  });
});

/** A repository with one commit, on a branch. */
function repository(cwd: string): (...args: string[]) => string {
  const who = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  const git = (...args: string[]) => execFileSync("git", [...who, ...args], { cwd, encoding: "utf8" }).trim();
  git("init", "-q", "-b", "feature/one");
  git("commit", "-q", "--allow-empty", "-m", "first");
  return git;
}
