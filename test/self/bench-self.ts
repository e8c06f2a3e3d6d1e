import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../harness/lab/process.ts";
import type { CounterLine } from "../../harness/model/counters.ts";
import type { RunRecord } from "../../harness/model/run-record.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { readCounters } from "../../harness/store/read-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** What the product itself costs, beside the goal of each figure. Prints only: a figure that is missed is no failure. */
using temporary = temporaryFolder();
const results = temporary.path;

function print(what: string, value: string, goal: string): void {
  console.log(`${what.padEnd(62)}${value.padStart(10)}   goal ${goal}`);
}

async function timed(args: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  const { exitCode, stderr } = await runCommand(join(projectFolder, "bench"), args);
  if (exitCode !== 0) throw new Error(`bench ${args.join(" ")} ended with ${exitCode}: ${stderr}`);
  return (performance.now() - startedMs) / 1_000;
}

function newest(): string {
  return join(results, readdirSync(results).sort().at(-1)!);
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
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

print("set-up when all is there", seconds(await timed(["setup"])), "< 2 s");
print(
  "one scenario and its references (stunnel, quick)",
  seconds(await timed(["run", "--scenario", "stunnel", "--results", results])),
  "<= 100 s",
);
print("all scenarios (quick)", seconds(await timed(["run", "--results", results])), "<= 180 s");
const record = JSON.parse(readFileSync(join(newest(), "run.json"), "utf8")) as RunRecord;
print("  lab of all scenarios up and through the path gate", seconds(labSeconds(record)), "<= 20 s");
const { cpuMsPerSecond, residentMb } = harnessFigures(await readCounters(newest()));
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
  seconds(await timed(["report", newest(), "--again", "--format", "json"])),
  "-",
);
