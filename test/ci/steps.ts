import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectFolder } from "../../harness/model/tool.ts";

/** A step of a workflow's job or of a composite action, as far as the tests read it. */
export interface Step {
  name?: string;
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, string | number | boolean>;
}

export interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, { permissions?: Record<string, string>; env?: Record<string, string>; steps: Step[] }>;
}

export interface Action {
  inputs: Record<string, { default?: string; required?: boolean; description: string }>;
  outputs: Record<string, { value: string; description: string }>;
  runs: { using: string; steps: Step[] };
}

export const workflowFile = ".github/workflows/bench.yml";
export const actionFile = "action.yml";

export const readWorkflow = () => parse(readFileSync(join(projectFolder, workflowFile), "utf8")) as Workflow;
export const readAction = () => parse(readFileSync(join(projectFolder, actionFile), "utf8")) as Action;

/** `env` of a step with the action's inputs put in, as a runner does; an input that is not given has its default. */
export function stepEnvironment(
  step: Step,
  action: Action,
  inputs: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(step.env ?? {}).map(([name, value]) => {
      const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(value)?.[1];
      if (input === undefined) return [name, value];
      return [name, inputs[input] ?? action.inputs[input]?.default ?? ""];
    }),
  );
}

/** Runs a step's script in the shell that a runner gives it (`bash -eo pipefail`); returns what it wrote. */
export function runScript(script: string, cwd: string, env: Record<string, string>): string {
  return execFileSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd,
    env: { PATH: process.env["PATH"]!, HOME: cwd, ...env },
    encoding: "utf8",
  });
}

/** The command lines of bench that a step's script comes to, by a `bench` in its place that only notes its words. */
export function recordCommands(script: string, folder: string, env: Record<string, string>): string[][] {
  mkdirSync(folder, { recursive: true });
  const record = join(folder, "record.txt");
  writeFileSync(record, "");
  writeFileSync(
    join(folder, "bench"),
    `#!/bin/sh\n{ printf '%s\\0' "$@"; printf '\\n\\0'; } >> '${record}'\n`,
  );
  chmodSync(join(folder, "bench"), 0o755);
  const files = {
    GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
    GITHUB_OUTPUT: join(folder, "output.txt"),
  };
  runScript(script, folder, { GITHUB_ACTION_PATH: folder, ...files, ...env });
  return readFileSync(record, "utf8")
    .split("\n\0")
    .slice(0, -1)
    .map((words) => words.split("\0").slice(0, -1));
}
