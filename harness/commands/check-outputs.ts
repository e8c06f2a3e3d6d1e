import { appendFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { renderAnnotations } from "../checks/annotations.ts";
import { renderCheckJunit } from "../checks/check-junit.ts";
import type { CheckResult } from "../checks/check-run.ts";
import { worstState } from "../checks/check-text.ts";
import { renderJobSummary } from "../checks/job-summary.ts";
import { explainDisk } from "../model/disk.ts";
import { BenchError } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { Summary } from "../model/summary.ts";
import { runFiles } from "../store/run-folder.ts";

export interface Checked {
  result: CheckResult;
  /** The rules' file, as messages name it. */
  file: string;
  summary: Summary;
  /** Of the run; null: it is in Elasticsearch. */
  folder: string | null;
}

/** Everything beside the terminal: JUnit where it is asked for, and what GitHub's runner reads where there is one. */
export async function writeOutputs(checked: Checked, junit: string | undefined, io: Io): Promise<void> {
  const { result, file, summary } = checked;
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY, GITHUB_OUTPUT } = io.env;
  if (junit !== undefined)
    await writeJunit(resolve(io.cwd, junit), renderCheckJunit(result, file, summary.run));
  if (GITHUB_ACTIONS === "true") io.stdout.write(renderAnnotations(result.findings, file));
  if (GITHUB_STEP_SUMMARY) await append(GITHUB_STEP_SUMMARY, renderJobSummary(result, file, summary.run.id));
  if (GITHUB_OUTPUT) await append(GITHUB_OUTPUT, stepOutputs(checked, io));
}

/** Before anything is judged or measured again: nobody loses a measurement to a missing folder. Throws `bad-input`. */
export async function refuseMissingFolder(junit: string | undefined, io: Io): Promise<void> {
  if (junit === undefined) return;
  const folder = dirname(resolve(io.cwd, junit));
  const found = await stat(folder).catch(() => null); // whatever keeps us from looking keeps us from writing
  if (found?.isDirectory()) return;
  throw new BenchError(`cannot write "${junit}": there is no folder "${folder}"`, {
    code: "bad-input",
    hints: [`create it first: mkdir -p ${folder}`],
  });
}

function writeJunit(path: string, text: string): Promise<void> {
  return explainDisk(path, () => writeFile(path, text));
}

/** The outputs of action.yml, `name=value` lines: docs.github.com, "Workflow commands", "Setting an output parameter". */
function stepOutputs({ result, summary, folder }: Checked, io: Io): string {
  const path = folder && resolve(io.cwd, folder);
  const outputs = {
    grade: summary.grade.value,
    verdict: worstState(result.findings),
    ...(path && { run: path, report: join(path, runFiles.html) }),
  };
  return Object.entries(outputs)
    .map(([name, value]) => `${name}=${value.replace(/[\r\n]/g, " ")}\n`)
    .join("");
}

function append(path: string, text: string): Promise<void> {
  return explainDisk(path, () => appendFile(path, text));
}
