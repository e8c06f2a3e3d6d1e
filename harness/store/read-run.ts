import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ContainerPoint, CounterLine } from "../model/counters.ts";
import type { Damage } from "../model/damage.ts";
import { BenchError } from "../model/error.ts";
import type { EvidenceVerdict } from "../model/evidence.ts";
import type { LoadRecord } from "../model/load.ts";
import { isRunId } from "../model/run-id.ts";
import { type RunRecord, readableRunSchemas } from "../model/run-record.ts";
import type { Sample } from "../model/sample.ts";
import { type Summary, summarySchema } from "../model/summary.ts";
import { forEachGzipLine } from "./gzip-lines.ts";
import { readJsonLines } from "./json-lines.ts";
import { readEvidence } from "./read-evidence.ts";
import { readJson } from "./read-json.ts";
import { runFiles } from "./run-folder.ts";
import { checkShape } from "./shape.ts";

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
  const file = join(folder, runFiles.run);
  const document = await readJson(file);
  const { schema } = (document ?? {}) as Partial<RunRecord>;
  if (schema === undefined || readableRunSchemas.includes(schema)) {
    checkShape(file, document, "run");
    return document as RunRecord;
  }
  const readable = readableRunSchemas.map((schema) => `"${schema}"`).join(" and ");
  throw new BenchError(`run "${folder}" has schema "${schema}", but this version reads ${readable}`, {
    code: "bad-input",
    hints: ["read it with the version that wrote it"],
  });
}

/**
 * summary.json, or null where the run ended before there was one. Throws `bad-input` for one that is not whole; what an older
 * version wrote is given as it is.
 */
export async function readSummary(folder: string): Promise<Summary | null> {
  if (!(await readdir(folder)).includes(runFiles.summary)) return null;
  const file = join(folder, runFiles.summary);
  const document = await readJson(file);
  const { schema } = (document ?? {}) as Partial<Summary>;
  if (typeof schema !== "string" || schema === summarySchema) checkShape(file, document, "summary");
  return document as Summary;
}

/** The same for who shows the figures of older versions. Throws `bad-input` also for one of these that has none. */
export async function readSummaryOfAnyVersion(folder: string): Promise<Summary | null> {
  const summary = await readSummary(folder);
  if (summary !== null) checkShape(join(folder, runFiles.summary), summary, "older summary");
  return summary;
}

/** Whether this version reads a summary; one of another version is computed anew from the same folder. */
export function isCurrentSummary({ schema }: Pick<Summary, "schema">): boolean {
  return schema === summarySchema;
}

/**
 * Calls `take` with each sample. A last gzip member or line that a crash cut off is left out; then it gives false, as
 * `forEachGzipLine`.
 */
export function forEachSample(folder: string, take: (sample: Sample) => void): Promise<boolean> {
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
  return (await readJsonLines<CounterLine>(join(folder, runFiles.counters))).lines;
}

/** What the phases that saturate a scenario gave; none in a run without such phases. */
export async function readLoads(folder: string): Promise<LoadRecord[]> {
  return (await readJsonLines<LoadRecord>(join(folder, runFiles.loads))).lines;
}

/** What an analysis needs of a run folder besides the samples. */
export interface RunWithoutSamples {
  run: RunRecord;
  counters: CounterLine[];
  points: ContainerPoint[];
  loads: LoadRecord[];
  evidence: EvidenceVerdict[];
  /** Of these files; the samples are not read yet. */
  damage: Damage;
}

/** The run's record and all files that are small. Throws `bad-input` for what is damaged elsewhere than at its end. */
export async function readRunWithoutSamples(folder: string): Promise<RunWithoutSamples> {
  const lines = <Line extends object>(name: string) => readJsonLines<Line>(join(folder, name));
  const [run, counters, points, loads, evidence] = await Promise.all([
    readRunRecord(folder),
    lines<CounterLine>(runFiles.counters),
    lines<ContainerPoint>(runFiles.containers),
    lines<LoadRecord>(runFiles.loads),
    readEvidence(folder),
  ]);
  const files = { [runFiles.counters]: counters, [runFiles.containers]: points, [runFiles.loads]: loads };
  const cutFiles = Object.entries(files).flatMap(([name, { endsWhole }]) => (endsWhole ? [] : [name]));
  return {
    ...{ run, counters: counters.lines, points: points.lines, loads: loads.lines },
    ...{ evidence: evidence.verdicts, damage: { cutFiles, evidence: evidence.unreadable } },
  };
}

/** The damage together with that of the samples, once these are read. */
export function withSamplesRead(damage: Damage, endsWhole: boolean): Damage {
  return endsWhole ? damage : { ...damage, cutFiles: [runFiles.samples, ...damage.cutFiles] };
}

/** The same with all samples as objects; see `readSamples`. */
export async function readStoredRun(folder: string): Promise<RunWithoutSamples & { samples: Sample[] }> {
  const samples: Sample[] = [];
  const rest = await readRunWithoutSamples(folder);
  const endsWhole = await forEachSample(folder, (sample) => samples.push(sample));
  return { ...rest, samples, damage: withSamplesRead(rest.damage, endsWhole) };
}
