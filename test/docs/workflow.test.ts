import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { after, describe, it } from "node:test";
import { projectFolder } from "../../harness/model/tool.ts";
import { findActionlint } from "../ci/actionlint.ts";
import { refusals } from "../ci/github-parser.ts";
import {
  actionFile,
  readAction,
  readWorkflow,
  recordCommands,
  type Step,
  stepEnvironment,
  workflowFile,
} from "../ci/steps.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { parseCommand } from "./parse-command.ts";

const read = (file: string) => readFileSync(join(projectFolder, file), "utf8");
const workflow = readWorkflow();
const action = readAction();
const jobs = Object.entries(workflow.jobs);
const steps: readonly Step[] = [...jobs.flatMap(([, job]) => job.steps), ...action.runs.steps];
const temporary = temporaryFolder();
after(() => temporary[Symbol.dispose]());

const actionlint = await findActionlint();

/** What actionlint says of a workflow in this project; shellcheck, where a machine has it, is another matter. */
function lint(content: string): string {
  assert.ok("command" in actionlint);
  const options = ["-shellcheck=", "-pyflakes=", "-no-color", "-stdin-filename", workflowFile, "-"];
  const { error, status, stdout, stderr } = spawnSync(actionlint.command, options, {
    cwd: projectFolder,
    input: content,
    encoding: "utf8",
  });
  if (error) throw error;
  assert.ok(status === 0 || status === 1, stderr);
  return stdout;
}

describe("the workflow and the action", () => {
  it("are what GitHub's own parser takes", async () => {
    assert.deepEqual(await refusals("workflow", read(workflowFile)), []);
    assert.deepEqual(await refusals("action", read(actionFile)), []);
  });

  it("would not be taken with a key that does not exist", async () => {
    assert.notDeepEqual(await refusals("workflow", read(workflowFile).replace("runs-on:", "runs-in:")), []);
    assert.notDeepEqual(await refusals("action", read(actionFile).replace("using:", "use:")), []);
  });

  it("pass actionlint, which finds an input that the action does not have", {
    skip: "missing" in actionlint ? actionlint.missing : false,
  }, () => {
    assert.equal(lint(read(workflowFile)), "");
    assert.match(lint(read(workflowFile).replace("against:", "agianst:")), /input "agianst" is not defined/);
  });

  it("use only actions that are pinned by a commit, with their version beside it, or this one", () => {
    const uses = `${read(workflowFile)}${read(actionFile)}`.match(/uses: .*/g) ?? [];
    assert.ok(uses.length >= 5);
    for (const line of uses)
      assert.match(line, /^uses: (?:\.\/|actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  it("may read and nothing else, and use no secret", () => {
    const permissions = [workflow.permissions, ...jobs.map(([, job]) => job.permissions ?? {})];
    for (const [right, access] of permissions.flatMap(Object.entries)) assert.equal(access, "read", right);
    assert.doesNotMatch(`${read(workflowFile)}${read(actionFile)}`, /secrets\.|pull_request_target/);
    for (const { uses, with: given } of steps.filter((step) => step.uses?.startsWith("actions/checkout@")))
      assert.equal(given?.["persist-credentials"], false, uses);
  });

  it("put no expression into a script, where its text would be run", () => {
    for (const { run } of steps) assert.doesNotMatch(run ?? "", /\$\{\{/);
  });

  it("have no script but commands of bench and the look-up of the last history", () => {
    const others = steps.filter(
      ({ run }) => run !== undefined && !/^"?(?:\.|\$GITHUB_ACTION_PATH)\/bench"? /.test(run),
    );
    assert.deepEqual(
      others.map(({ name }) => name),
      ["Find the weeks before"],
    );
  });

  it("read only paths that exist", () => {
    const [, list = ""] = /paths:\n((?: +- .*\n)+)/.exec(read(workflowFile)) ?? [];
    const paths = [...list.matchAll(/- (.*)/g)].map(([, path]) => path!.replace("/**", ""));
    assert.ok(paths.length > 5);
    for (const path of paths) assert.ok(existsSync(join(projectFolder, path)), path);
  });
});

/** The command lines of the action for some inputs. */
function actionCommands(inputs: Record<string, string>): string[][] {
  return action.runs.steps.flatMap((step) =>
    recordCommands(step.run!, temporary.path, stepEnvironment(step, action, inputs)),
  );
}

describe("the commands of the workflow and the action", () => {
  it("are understood by bench", async () => {
    const ofJobs = jobs.flatMap(([, job]) =>
      job.steps
        .filter(({ run }) => run?.startsWith("./bench"))
        .flatMap(({ run }) => recordCommands(run!, temporary.path, {})),
    );
    const ofAction = actionCommands({ scenario: "native", against: "HEAD^1", results: "r" });
    assert.deepEqual(
      ofJobs.map(([verb]) => verb),
      ["setup", "run", "report", "history"],
    );
    assert.deepEqual(
      ofAction.map(([verb]) => verb),
      ["setup", "run", "report", "check"],
    );
    for (const argv of [...ofJobs, ...ofAction]) await parseCommand(argv);
  });

  it("measure head and base side by side, and only the scenario where there is no base", () => {
    const run = (inputs: Record<string, string>) =>
      actionCommands({ results: "r", profile: "quick", ...inputs })[1];
    assert.deepEqual(run({ scenario: "./t.yaml", against: "main" }), [
      ...[
        "run",
        "--profile",
        "quick",
        "--results",
        "r",
        "--scenario",
        "./t.yaml",
        "--scenario",
        "./t.yaml@main",
      ],
    ]);
    assert.deepEqual(run({ scenario: "./t.yaml" }), [
      ...["run", "--profile", "quick", "--results", "r", "--scenario", "./t.yaml"],
    ]);
  });

  it("take profile and limits of the caller, else those beside the action, which exist", () => {
    const files = (inputs: Record<string, string>) => {
      const words = actionCommands({ scenario: "native", results: "r", ...inputs }).flat();
      return ["--profile", "--config"].map((option) => words[words.indexOf(option) + 1]!);
    };
    assert.deepEqual(files({ profile: "quick", config: "mine.yaml" }), ["quick", "mine.yaml"]);
    for (const file of files({})) {
      assert.ok(file.startsWith(temporary.path), file);
      assert.ok(existsSync(join(projectFolder, relative(temporary.path, file))), file);
    }
  });

  it("pass inputs on as they are, whatever a shell would make of them", () => {
    const evil = '$(exit 3) "; `false`; * ./x y.yaml';
    const words = actionCommands({ scenario: evil, against: "a b", profile: evil, results: "r" })[1]!;
    assert.deepEqual(words.slice(1, 3), ["--profile", evil]);
    assert.deepEqual(words.slice(5), ["--scenario", evil, "--scenario", `${evil}@a b`]);
  });

  it("give the action's outputs from what `bench check` writes", () => {
    const check = action.runs.steps.find(({ run }) => run?.includes('/bench" check'));
    assert.equal(check?.id, "check");
    assert.deepEqual(Object.keys(action.outputs), ["grade", "verdict", "report"]);
    for (const [name, { value }] of Object.entries(action.outputs))
      assert.equal(value, `\${{ steps.check.outputs.${name} }}`);
  });
});
