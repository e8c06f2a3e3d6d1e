import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hold } from "../lab/alive.ts";
import { BenchError } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import { debianImageStep, nodeImageStep } from "./base-images.ts";
import { readAptSources, readDistribution } from "./debian.ts";
import { daemonStep, engineStep, pluginStep } from "./engine.ts";
import { loggingShell, type SetupStep, stepError } from "./step.ts";

/** All that a machine needs beside the npm packages, in order. */
export async function setupSteps(): Promise<SetupStep[]> {
  const [distribution, sources] = await Promise.all([readDistribution(), readAptSources()]);
  return [
    engineStep(),
    daemonStep(),
    pluginStep("compose", distribution, sources),
    pluginStep("buildx", distribution, sources),
    debianImageStep(distribution, sources),
    nodeImageStep(process.execPath),
  ];
}

/** What is set up: this machine, unless a test says otherwise. */
export interface Machine {
  steps: readonly SetupStep[];
  /** Packages can be installed: Debian or Ubuntu, as root. */
  installable: boolean;
  /** Host-wide name that two set-ups take in turns. */
  turn: string;
}

/**
 * Brings the machine into the state that a run needs; what is ready is left alone. Throws `environment` with the step,
 * the end of its log and what to do; with BENCH_NO_INSTALL=1, or where we cannot install, with the commands to type.
 */
export async function setUp(io: Io, machine?: Machine): Promise<void> {
  const { steps, installable, turn } = machine ?? (await thisMachine());
  if (await allReady(steps)) return;
  await using _turn = await hold(turn, io.signal, () =>
    io.stderr.write("bench: setup: waiting for another set-up on this machine\n"),
  );
  for (const step of steps) {
    io.signal.throwIfAborted(); // Ctrl-C does not reach apt-get: the step under way is finished, the next not begun
    if (await step.ready()) continue;
    if (!installable || io.env["BENCH_NO_INSTALL"] === "1") throw await refuse(step, io);
    await install(step, io);
  }
}

async function thisMachine(): Promise<Machine> {
  const [steps, { installable }] = await Promise.all([setupSteps(), readDistribution()]);
  return { steps, installable, turn: "tunnelbench-setup" };
}

/** Steps that are not ready yet; later ones cannot be asked while an earlier one is missing. */
async function allReady(steps: readonly SetupStep[]): Promise<boolean> {
  const ready = await Promise.all(steps.map((step) => step.ready()));
  return ready.every(Boolean);
}

async function install(step: SetupStep, io: Io): Promise<void> {
  const { doing } = await step.describe();
  io.stderr.write(`bench: setup: ${doing}\n`);
  const folder = mkdtempSync(join(tmpdir(), "tunnelbench-setup-"));
  const shell = loggingShell(join(folder, "log"));
  try {
    await step.install(shell);
  } catch (error) {
    throw stepError(step, readLog(shell.logFile), shell.logFile, error);
  }
  if (!(await step.ready()))
    throw stepError(step, readLog(shell.logFile), shell.logFile, new Error("it is still not ready"));
  rmSync(folder, { recursive: true });
}

/** A step that failed before its first command has no log yet. */
function readLog(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

async function refuse(step: SetupStep, io: Io): Promise<BenchError> {
  const { commands } = await step.describe();
  const why = io.env["BENCH_NO_INSTALL"] === "1" ? "BENCH_NO_INSTALL=1" : "not root on Debian or Ubuntu";
  return new BenchError(`${step.name} is not ready, and nothing is installed here (${why})`, {
    code: "environment",
    hints: [...commands.map((command) => `run: ${command}`), step.hint],
  });
}
