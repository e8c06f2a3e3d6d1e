import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../harness/lab/process.ts";
import type { LatencyComparison, Summary } from "../../harness/model/summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { listRuns, readSummary } from "../../harness/store/read-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { slowedRelay, standaloneTunnel, unchangedRelay } from "./native-copy.ts";

export type Kind = "unchanged" | "slowed";

/** What one run and its check found. */
export interface RegressionRow {
  kind: Kind;
  /** How long the head's pair spins for each chunk towards the service, µs. */
  spinUs: number;
  run: string;
  startedAt: string;
  tool: Summary["tool"];
  host: Pick<Summary["host"], "cpuCount" | "cpuModel" | "kernel">;
  grade: string;
  /** Median of the base's HTTP requests, µs. */
  baseP50Us: number;
  /** Head − base in p50, as the summary judges it. */
  http: string;
  mqtt: string;
  /** Of `bench check`: 0 or 6. */
  exitCode: number;
  /** Its lines about what is not green. */
  says: string[];
  /** Of `bench check --confirm`, which is asked only where the first said no. */
  confirmed: { exitCode: number; says: string[] } | null;
}

export interface Proof {
  profile: string;
  config: string;
  /** Where the runs are kept. */
  results: string;
}

/**
 * Measures native beside its last commit and asks `bench check`, and where that says no, `bench check --confirm` too. Throws
 * when one of them does anything else than answer.
 */
export async function measureOnce(kind: Kind, spinUs: number, proof: Proof): Promise<RegressionRow> {
  using temporary = temporaryFolder();
  const file = makeRepository(join(temporary.path, "repository"), spinUs);
  const results = ["--results", proof.results];
  const scenarios = ["--scenario", file, "--scenario", `${file}@HEAD`];
  await bench(["run", "--profile", proof.profile, ...scenarios, ...results], [0]);
  const run = (await listRuns(proof.results)).at(-1)!;
  const summary = await readSummary(join(proof.results, run));
  if (!summary) throw new Error(`run ${run} has no summary`);
  const ask = async (...options: string[]) => {
    const args = ["check", run, "--config", proof.config, ...options, ...results];
    const { exitCode, stdout } = await bench(args, [0, 6]);
    return { exitCode, says: redLines(stdout) };
  };
  const first = await ask();
  const confirmed = first.exitCode === 0 ? null : secondAnswer(await ask("--confirm"));
  return { kind, spinUs, ...factsOf(summary), ...first, confirmed };
}

/** native in a repository of its own, as an author of a tunnel has it: base is the commit, head the working tree. */
function makeRepository(path: string, spinUs: number): string {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=prove", "-c", "user.email=prove@localhost", ...args], {
      cwd: path,
    });
  mkdirSync(path);
  cpSync(join(projectFolder, "proxies/native"), join(path, "native"), { recursive: true });
  writeFileSync(join(path, "native.yaml"), standaloneTunnel());
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "base");
  writeFileSync(join(path, "native/relay.ts"), spinUs > 0 ? slowedRelay(spinUs) : unchangedRelay());
  return join(path, "native.yaml");
}

async function bench(args: readonly string[], expected: readonly number[]) {
  const ended = await runCommand(join(projectFolder, "bench"), args, { cwd: projectFolder });
  if (!expected.includes(ended.exitCode)) throw new Error(ended.stderr);
  return ended;
}

/** `--confirm` prints its first answer too: what stands after it is what names the second run. */
function secondAnswer({ exitCode, says }: { exitCode: number; says: string[] }) {
  return { exitCode, says: says.filter((line) => line.includes(" in run ")) };
}

/** `failed  bench.yaml:12: …`, but not what the rules allow. */
function redLines(stdout: string): string[] {
  return stdout
    .split("\n")
    .filter((line) => /^(failed|undecided|missing) /.test(line) && !/^\w+ \(allowed\)/.test(line));
}

function factsOf(summary: Summary) {
  const head = scenarioOf(summary, "native");
  const { cpuCount, cpuModel, kernel } = summary.host;
  const baseP50Us = scenarioOf(summary, "native@HEAD").workloads.http?.latencyUs.p50?.value;
  if (baseP50Us == null) throw new Error(`run ${summary.run.id} has no median of the base`);
  return {
    run: summary.run.id,
    startedAt: summary.run.startedAt,
    tool: summary.tool,
    host: { cpuCount, cpuModel, kernel },
    grade: summary.grade.value,
    baseP50Us,
    http: comparisonText(head.workloads.http?.vsBase?.p50),
    mqtt: comparisonText(head.workloads.mqtt?.vsBase?.p50),
  };
}

function scenarioOf({ run, scenarios }: Summary, name: string) {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (!found) throw new Error(`no scenario "${name}" in run ${run.id}`);
  return found;
}

function comparisonText(found: LatencyComparison | null | undefined): string {
  if (!found) return "–";
  const { shiftUs, shiftLowUs, shiftHighUs, ratio, verdict } = found;
  const percent = `${ratio < 1 ? "−" : "+"}${Math.abs((ratio - 1) * 100).toFixed(1)} %`;
  return `${shiftUs.toFixed(0)} (${shiftLowUs.toFixed(0)} to ${shiftHighUs.toFixed(0)}), ${percent}, ${verdict}`;
}

/** Rows of earlier calls; none where there is no file. */
export function readRows(file: string): RegressionRow[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as RegressionRow[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
