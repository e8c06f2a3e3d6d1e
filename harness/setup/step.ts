import { appendFileSync, writeFileSync } from "node:fs";
import { CommandMissing, lastLines, runCommand } from "../lab/process.ts";
import { BenchError } from "../model/error.ts";

/** One thing that the machine needs. `ready` is cheap, because it runs at every `npm start`. */
export interface SetupStep {
  name: string;
  ready(): Promise<boolean>;
  /** What will be done, in words, and the commands a person would type instead. */
  describe(): Promise<{ doing: string; commands: string[] }>;
  install(shell: Shell): Promise<void>;
  /** What to do when the installation fails. */
  hint: string;
}

/** Runs the commands of a step, all output into one log file. */
export interface Shell {
  run(
    command: string,
    args: readonly string[],
    options?: { cwd?: string; timeoutMs?: number },
  ): Promise<string>;
  logFile: string;
}

/** A command of a setup step that did not end with 0. */
export class StepFailed extends Error {}

/** A shell whose output goes to `logFile`; a failing command throws `StepFailed`. */
export function loggingShell(logFile: string): Shell {
  writeFileSync(logFile, ""); // the error of a step names the file, also when no command had run
  return {
    logFile,
    async run(command, args, options = {}) {
      appendFileSync(logFile, `\n$ ${command} ${args.join(" ")}\n`);
      const onOutput = (text: string) => appendFileSync(logFile, text);
      const env = { DEBIAN_FRONTEND: "noninteractive" };
      const result = await runCommand(command, args, { ...options, env, onOutput });
      if (result.exitCode !== 0)
        throw new StepFailed(lastLines(result.stderr || result.stdout, 1)[0] ?? "no output");
      return result.stdout;
    },
  };
}

/** True when the command runs and ends with 0. */
export async function succeeds(
  command: string,
  args: readonly string[],
  timeoutMs = 20_000,
): Promise<boolean> {
  try {
    return (await runCommand(command, args, { timeoutMs })).exitCode === 0;
  } catch (error) {
    if (error instanceof CommandMissing) return false;
    throw error;
  }
}

/** The error of a failed step: its name, the last lines of its log, and what to do. */
export function stepError(step: SetupStep, logText: string, logFile: string, cause: unknown): BenchError {
  return new BenchError(`setup step "${step.name}" failed: ${(cause as Error).message}`, {
    code: "environment",
    hints: [
      ...lastLines(logText, 8).map((line) => `log: ${line}`),
      `the whole log is in ${logFile}`,
      step.hint,
    ],
    cause,
  });
}
