import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { RunRecord } from "../../harness/model/run-record.ts";
import { projectFolder } from "../../harness/model/tool.ts";

/** Why Docker cannot be used, or null; end-to-end tests skip with this reason. */
export const withoutDocker: string | null = (() => {
  try {
    execFileSync("docker", ["compose", "version"], { stdio: "pipe" });
    execFileSync("docker", ["info"], { stdio: "pipe" });
    return null;
  } catch (error) {
    return `no Docker with Compose v2 here: ${(error as Error).message.split("\n")[0]}`;
  }
})();

export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** A `bench` process under way, started as a user would, with a results folder of its own. */
export interface RunningBench {
  process: ChildProcess;
  results: string;
  ended: Promise<Ended>;
  /** Resolves once what it wrote to its standard error matches. */
  says(pattern: RegExp): Promise<void>;
}

/** Starts `./bench` with the arguments; results go to `results`. */
export function startBench(
  args: readonly string[],
  results: string,
  env: Record<string, string> = {},
): RunningBench {
  const child = spawn(join(projectFolder, "bench"), args, {
    cwd: projectFolder,
    env: { ...process.env, BENCH_RESULTS: results, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      text[name] += chunk;
    });
  }
  const ended = new Promise<Ended>((resolve) =>
    child.on("close", (exitCode) => resolve({ exitCode, ...text })),
  );
  return {
    process: child,
    results,
    ended,
    says: (pattern) => until(`bench says ${pattern}`, () => pattern.test(text.stderr)),
  };
}

/** Runs `./bench` to its end. */
export function runBench(
  args: readonly string[],
  results: string,
  env: Record<string, string> = {},
): Promise<Ended> {
  return startBench(args, results, env).ended;
}

/** Looks until the condition holds; fails with its name after two minutes. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await pause(100);
  }
}

/** run.json of the only run in the folder, or null while there is none. */
export function readOnlyRun(results: string): RunRecord | null {
  const [id] = existsSync(results) ? readdirSync(results) : [];
  const file = join(results, id ?? "", "run.json");
  return id && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as RunRecord) : null;
}

/** Path of the only run folder. */
export function onlyRunFolder(results: string): string {
  const names = readdirSync(results);
  if (names.length !== 1) throw new Error(`expected one run in ${results}, but found ${names.join(", ")}`);
  return join(results, names[0]!);
}

/** Resolves once the run has finished the phases whose names end so. */
export function untilPhase(results: string, suffix: string): Promise<void> {
  return until(
    `phase ${suffix} is done`,
    () => readOnlyRun(results)?.timeline.some(({ phase }) => phase.endsWith(suffix)) ?? false,
  );
}

/** Names of everything that runs have left on the engine: containers, networks, volumes; all of them, or of one run. */
export function leftovers(runId?: string): string[] {
  const filter = `label=bench.run${runId ? `=${runId}` : ""}`;
  const list = (...args: string[]) =>
    execFileSync("docker", [...args, "--filter", filter], { encoding: "utf8" }).split("\n");
  const containers = list("ps", "--all", "--format", "container {{.Names}}");
  const networks = list("network", "ls", "--format", "network {{.Name}}");
  const volumes = list("volume", "ls", "--format", "volume {{.Name}}");
  return [...containers, ...networks, ...volumes].filter((line) => line !== "");
}

/** Name of the container of a service of a run. */
export function containerOf(runId: string, service: string): string {
  const filters = [
    "--filter",
    `label=bench.run=${runId}`,
    "--filter",
    `label=com.docker.compose.service=${service}`,
  ];
  return execFileSync("docker", ["ps", "--all", ...filters, "--format", "{{.Names}}"], {
    encoding: "utf8",
  }).trim();
}

/** Runs docker and returns what it printed. */
export function docker(...args: string[]): string {
  return execFileSync("docker", args, { encoding: "utf8" });
}
