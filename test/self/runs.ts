import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../harness/lab/process.ts";
import type { CounterLine } from "../../harness/model/counters.ts";
import type { RunRecord } from "../../harness/model/run-record.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { readCounters } from "../../harness/store/read-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { print, seconds } from "./print.ts";

/** Set-up and whole runs on this machine: needs Docker, and takes about five minutes. */
export async function benchRuns(): Promise<void> {
  using temporary = temporaryFolder();
  const results = temporary.path;
  print("set-up when all is there", seconds(await timed(["setup"])), "< 2 s");
  print(
    "one scenario and its references (stunnel, quick)",
    seconds(await timed(["run", "--scenario", "stunnel", "--results", results])),
    "<= 100 s",
  );
  print("all scenarios (quick)", seconds(await timed(["run", "--results", results])), "<= 180 s");
  await printNewest(results);
}

/** Figures of the run over all scenarios. */
async function printNewest(results: string): Promise<void> {
  const record = JSON.parse(readFileSync(join(newest(results), "run.json"), "utf8")) as RunRecord;
  print("  lab of all scenarios up and through the path gate", seconds(labSeconds(record)), "<= 20 s");
  const { cpuMsPerSecond, residentMb } = harnessFigures(await readCounters(newest(results)));
  print("  harness memory, highest at a phase edge", `${residentMb.toFixed(0)} MB`, "<= 250 MB");
  print(
    "  harness CPU while measuring (heartbeat, containers.ndjson)",
    `${cpuMsPerSecond.toFixed(1)} ms/s`,
    "charged to the harness",
  );
  const duet = record.timeline.find(({ phase }) => phase.endsWith("duet"))!;
  print(
    "  dispatch lag p99 in the duet over all scenarios",
    `${(duet.generator!.dispatchLagP99Ns! / 1e6).toFixed(2)} ms`,
    "<= 1 ms",
  );
  print(
    "  analysis and reports again",
    seconds(await timed(["report", newest(results), "--again", "--format", "json"])),
    "-",
  );
}

async function timed(args: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  const { exitCode, stderr } = await runCommand(join(projectFolder, "bench"), args);
  if (exitCode !== 0) throw new Error(`bench ${args.join(" ")} ended with ${exitCode}: ${stderr}`);
  return (performance.now() - startedMs) / 1_000;
}

function newest(results: string): string {
  return join(results, readdirSync(results).sort().at(-1)!);
}

/** From the creation of the run folder, images being there, to the first phase: lab up and through the path gate. */
function labSeconds(record: RunRecord): number {
  return (Date.parse(record.timeline[0]!.startedAt) - Date.parse(record.startedAt)) / 1_000;
}

function harnessFigures(counters: readonly CounterLine[]): { cpuMsPerSecond: number; residentMb: number } {
  const own = counters.filter((line) => line.subject === "harness");
  const [start, end] = own.filter(({ phase }) => phase.endsWith("duet"));
  const cpuMsPerSecond = ((end!.cpuNs - start!.cpuNs) / (end!.atNs - start!.atNs)) * 1_000;
  return {
    cpuMsPerSecond,
    residentMb: own.reduce((most, { residentBytes }) => Math.max(most, residentBytes), 0) / 1e6,
  };
}
