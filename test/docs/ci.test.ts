import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { exitCodes } from "../../harness/model/error.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { refusals } from "../ci/github-parser.ts";
import { readAction, type Step, type Workflow, workflowFile } from "../ci/steps.ts";

const read = (file: string) => readFileSync(join(projectFolder, file), "utf8");
const page = read("docs/ci.md");
const action = readAction();
const yamlBlocks = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => text!);

/** Codes of the first cells of the table whose head begins with this word. */
function firstCells(head: string): string[] {
  const [, rows = ""] = new RegExp(`^\\| ${head} \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)+)`, "m").exec(page) ?? [];
  return [...rows.matchAll(/^\| `?([\w-]+)`? \|/gm)].map(([, cell]) => cell!);
}

describe("docs/ci.md", () => {
  const github = yamlBlocks.find((block) => block.includes("tunnelbench@"))!;
  const steps: readonly Step[] = (parse(github) as Workflow).jobs["bench"]!.steps;

  it("shows a workflow that GitHub's own parser takes", async () => {
    assert.deepEqual(await refusals("workflow", github), []);
  });

  it("pins the actions to the commits that our own workflow uses", () => {
    for (const [, use] of github.matchAll(/uses: (actions\/.*)/g))
      assert.ok(read(workflowFile).includes(use!), use);
  });

  it("gives the action no input that it does not have, and all that it must have", () => {
    const given = Object.keys(steps.find(({ uses }) => uses?.includes("tunnelbench@"))!.with!);
    for (const input of given) assert.ok(input in action.inputs, input);
    for (const [name, { required }] of Object.entries(action.inputs))
      if (required) assert.ok(given.includes(name), name);
  });

  it("names each input and each output of the action", () => {
    assert.deepEqual(firstCells("input"), Object.keys(action.inputs));
    assert.deepEqual(firstCells("output"), Object.keys(action.outputs));
  });

  it("names every exit status but that of a bug", () => {
    const statuses = Object.values(exitCodes).filter((status) => status !== exitCodes.bug);
    assert.deepEqual(firstCells("status").map(Number), statuses);
  });

  it("shows a file for GitLab whose artefacts are what its commands write", () => {
    const { bench } = parse(yamlBlocks.find((block) => block.includes("after_script"))!) as {
      bench: {
        script: string[];
        after_script: string[];
        artifacts: { paths: string[]; reports: { junit: string } };
      };
    };
    const commands = [...bench.script, ...bench.after_script].join("\n");
    assert.match(commands, new RegExp(`--junit ${bench.artifacts.reports.junit}$`, "m"));
    assert.ok(commands.includes(`> ${bench.artifacts.paths[0]}`));
  });
});
