import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ContainerPoint, CounterLine } from "../model/counters.ts";
import { BenchError } from "../model/error.ts";
import type { EvidenceVerdict } from "../model/evidence.ts";
import type { LoadRecord } from "../model/load.ts";
import { isRunId } from "../model/run-id.ts";
import { type RunRecord, readableRunSchemas } from "../model/run-record.ts";
import type { Sample } from "../model/sample.ts";
import { type Summary, summarySchema } from "../model/summary.ts";
import { forEachGzipLine } from "./gzip-lines.ts";
import { runFiles } from "./run-folder.ts";

/** Ids of the stored runs, oldest first; an empty list where the folder does not exist yet. */
export async function listRuns(resultsFolder: string): Promise<string[]> {
  try {
    return (await readdir(resultsFolder)).filter(isRunId).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Folder of a run by id, by path, or of the newest one. Throws `bad-input` when there is none. */
export async function locateRun(resultsFolder: string, name: string | undefined): Promise<string> {
  const ids = await listRuns(resultsFolder);
  if (name?.includes("/")) return name;
  const id = name ?? ids.at(-1);
  if (id && (ids.includes(id) || name === "example")) return join(resultsFolder, id);
  throw new BenchError(name ? `no run "${name}" in "${resultsFolder}"` : `no run in "${resultsFolder}" yet`, {
    code: "bad-input",
    hints: [name ? '"bench list runs" shows the stored runs' : 'start one with "bench run"'],
  });
}

/** run.json. Throws `bad-input` for another schema or a file that is not whole. */
export async function readRunRecord(folder: string): Promise<RunRecord> {
  const record = await readJson<RunRecord>(join(folder, runFiles.run));
  if (readableRunSchemas.includes(record.schema)) return record;
  const readable = readableRunSchemas.map((schema) => `"${schema}"`).join(" and ");
  throw new BenchError(`run "${folder}" has schema "${record.schema}", but this version reads ${readable}`, {
    code: "bad-input",
    hints: ["read it with the version that wrote it"],
  });
}

/** summary.json, or null where the run ended before there was one. */
export async function readSummary(folder: string): Promise<Summary | null> {
  const present = (await readdir(folder)).includes(runFiles.summary);
  return present ? readJson<Summary>(join(folder, runFiles.summary)) : null;
}

/** Whether this version reads a summary; one of another version is computed anew from the same folder. */
export function isCurrentSummary({ schema }: Pick<Summary, "schema">): boolean {
  return schema === summarySchema;
}

/** Calls `take` with each sample; a last gzip member or line that a crash cut off is left out. */
export function forEachSample(folder: string, take: (sample: Sample) => void): Promise<void> {
  return forEachGzipLine(join(folder, runFiles.samples), (line) => take(JSON.parse(line) as Sample));
}

/** All samples as objects, for whom single ones matter: of a run with a million of them these are hundreds of megabytes. */
export async function readSamples(folder: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  await forEachSample(folder, (sample) => samples.push(sample));
  return samples;
}

/** All counter snapshots. */
export async function readCounters(folder: string): Promise<CounterLine[]> {
  return wholeLines<CounterLine>(await readOptional(join(folder, runFiles.counters)));
}

/** What the phases that saturate a scenario gave; none in a run without such phases. */
export async function readLoads(folder: string): Promise<LoadRecord[]> {
  return wholeLines<LoadRecord>(await readOptional(join(folder, runFiles.loads)));
}

/** The readings of the containers, one a second. */
export async function readPoints(folder: string): Promise<ContainerPoint[]> {
  return wholeLines<ContainerPoint>(await readOptional(join(folder, runFiles.containers)));
}

/** The verdicts of the evidence phase, by scenario folder. */
export async function readEvidence(folder: string): Promise<EvidenceVerdict[]> {
  const names = await readdir(join(folder, runFiles.evidence)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const files = names.map((name) => join(folder, runFiles.evidence, name, "verdict.json"));
  return Promise.all(files.map((file) => readJson<EvidenceVerdict>(file)));
}

/** What an analysis needs of a run folder besides the samples. */
export interface RunWithoutSamples {
  run: RunRecord;
  counters: CounterLine[];
  points: ContainerPoint[];
  loads: LoadRecord[];
  evidence: EvidenceVerdict[];
}

/** The run's record and all files that are small. */
export async function readRunWithoutSamples(folder: string): Promise<RunWithoutSamples> {
  const [run, counters, points, loads, evidence] = await Promise.all([
    readRunRecord(folder),
    readCounters(folder),
    readPoints(folder),
    readLoads(folder),
    readEvidence(folder),
  ]);
  return { run, counters, points, loads, evidence };
}

/** The same with all samples as objects; see `readSamples`. */
export async function readStoredRun(folder: string): Promise<RunWithoutSamples & { samples: Sample[] }> {
  const [rest, samples] = await Promise.all([readRunWithoutSamples(folder), readSamples(folder)]);
  return { ...rest, samples };
}

async function readJson<Document>(file: string): Promise<Document> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Document;
  } catch (error) {
    throw new BenchError(`cannot read "${file}": ${(error as Error).message}`, {
      code: "bad-input",
      hints: ["is it the folder of a run?"],
      cause: error,
    });
  }
}

async function readOptional(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function wholeLines<Line>(text: string): Line[] {
  const end = text.lastIndexOf("\n");
  return end < 0
    ? []
    : text
        .slice(0, end)
        .split("\n")
        .map((line) => JSON.parse(line) as Line);
}
