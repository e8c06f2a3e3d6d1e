import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { projectFolder } from "../../harness/model/tool.ts";
import { withoutDocker } from "../e2e/support.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type ActionEnd, runAction } from "./run-action.ts";

/** A repository of somebody else with a tunnel in it, of which the last commit changed the image. */
function strangersRepository(folder: string): void {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...args], { cwd: folder });
  mkdirSync(folder);
  cpSync(join(projectFolder, "docs/examples"), folder, { recursive: true });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message=base");
  appendFileSync(join(folder, "spiped/Dockerfile"), "LABEL head=1\n");
  git("commit", "--quiet", "--all", "--message=head");
}

describe("the action in a stranger's repository", { skip: withoutDocker ?? false }, () => {
  const folder = temporaryFolder();
  const results = join(folder.path, "results");
  let end: ActionEnd;

  before(() => {
    const workspace = join(folder.path, "repository");
    strangersRepository(workspace);
    end = runAction(
      { actionPath: projectFolder, workspace, temporary: folder.path },
      { scenario: "./spiped.yaml", against: "HEAD^1", profile: "smoke", results },
    );
  });
  after(() => folder[Symbol.dispose]());

  it("runs all its steps", () => {
    assert.deepEqual(
      end.steps.map(({ name }) => name),
      ["Packages, Docker, base images", "Measure", "Show", "Judge"],
    );
    // so short a run may leave a limit undecided: that is the verdict, and no fault of the action
    for (const { name, exitCode, stderr } of end.steps.slice(0, -1))
      assert.equal(exitCode, 0, `${name}: ${stderr}`);
    assert.ok([0, 6].includes(end.steps.at(-1)!.exitCode!), end.steps.at(-1)!.stderr);
  });

  it("measures head and base side by side, and shows both in the job's summary", () => {
    assert.match(end.summary, /^\| spiped \|/m);
    assert.match(end.summary, /^\| spiped@HEAD/m);
  });

  it("gives grade, verdict and report, and leaves JUnit in the results", () => {
    assert.match(end.outputs["grade"] ?? "", /^[ABC]$/);
    assert.equal(end.outputs["verdict"] === "passed", end.steps.at(-1)!.exitCode === 0);
    assert.ok(existsSync(end.outputs["report"] ?? ""));
    assert.ok(existsSync(join(results, "junit.xml")));
  });
});
