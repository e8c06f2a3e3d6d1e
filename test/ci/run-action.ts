import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readAction, type Step, stepEnvironment } from "./steps.ts";

/** How one use of the action ended. */
export interface ActionEnd {
  /** Names of the steps that ran, and their exit status. */
  steps: { name: string; exitCode: number | null; stderr: string }[];
  /** What was written to the job's summary. */
  summary: string;
  outputs: Record<string, string>;
}

/** The one condition that the action uses beside none, which stands for success(). */
const evenAfterFailure = `\${{ !cancelled() && steps.measure.outcome != 'skipped' }}`;

/** Runs the action's steps as a runner does: in order, those after a failure only where their condition says so. */
export function runAction(
  { actionPath, workspace, temporary }: { actionPath: string; workspace: string; temporary: string },
  inputs: Record<string, string>,
): ActionEnd {
  const action = readAction();
  mkdirSync(temporary, { recursive: true });
  const files = {
    GITHUB_STEP_SUMMARY: join(temporary, "summary.md"),
    GITHUB_OUTPUT: join(temporary, "output.txt"),
  };
  for (const file of Object.values(files)) writeFileSync(file, "");
  const ran: ActionEnd["steps"] = [];
  for (const step of action.runs.steps) {
    if (!isDue(step, ran)) continue;
    const { status, stderr } = spawnSync(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run!],
      {
        cwd: workspace,
        env: {
          ...process.env,
          ...files,
          ...stepEnvironment(step, action, inputs),
          GITHUB_ACTIONS: "true",
          GITHUB_ACTION_PATH: actionPath,
        },
        encoding: "utf8",
      },
    );
    ran.push({ name: step.name!, exitCode: status, stderr });
  }
  return {
    steps: ran,
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8"),
    outputs: readOutputs(readFileSync(files.GITHUB_OUTPUT, "utf8")),
  };
}

function isDue({ name, if: condition }: Step, ran: ActionEnd["steps"]): boolean {
  if (condition === undefined) return ran.every(({ exitCode }) => exitCode === 0);
  if (condition === evenAfterFailure) return ran.some((one) => one.name === "Measure");
  throw new Error(`step "${name}" has a condition that this runner does not know: ${condition}`);
}

function readOutputs(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line.includes("="));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
