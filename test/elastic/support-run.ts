import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { RunRecord } from "../../harness/model/run-record.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";

const example = join(projectFolder, "results/example");
const lineFiles = ["samples.ndjson.gz", "counters.ndjson", "containers.ndjson", "loads.ndjson"] as const;
type LineFile = (typeof lineFiles)[number];

export interface CopyOptions {
  /** When it started; year and month of it name its indices. @default "2026-11-21T17:00:00.000Z" */
  startedAt?: string;
  /** Samples that are kept, from the first. @default 300 */
  samples?: number;
}

export interface CopiedRun {
  id: string;
  path: string;
  record: RunRecord;
}

let copies = 0;

/** A copy of the stored example run under an id of its own, with fewer samples. */
export function copyRun(results: string, { samples = 300, ...options }: CopyOptions = {}): CopiedRun {
  const run = beginRun(results, options);
  for (const file of lineFiles) {
    const lines = exampleLines(file);
    appendLines(run, file, file === "samples.ndjson.gz" ? lines.slice(0, samples) : lines);
  }
  const summary = JSON.parse(readFileSync(join(example, "summary.json"), "utf8")) as Summary;
  summary.run = { ...summary.run, id: run.id, startedAt: run.record.startedAt };
  writeFileSync(join(run.path, "summary.json"), JSON.stringify(summary));
  return run;
}

/** A run folder in which nothing is measured yet. */
export function beginRun(
  results: string,
  { startedAt = "2026-11-21T17:00:00.000Z" }: CopyOptions = {},
): CopiedRun {
  const id = `20261121T170000Z-${(0x1000 + copies++).toString(16)}`;
  const path = join(results, id);
  mkdirSync(path, { recursive: true });
  cpSync(join(example, "run.json"), join(path, "run.json"));
  const record = changeRun({ path }, (run) => ({ ...run, id, startedAt }));
  return { id, path, record };
}

/** Changes run.json; returns what it is then. */
export function changeRun({ path }: { path: string }, change: (record: RunRecord) => RunRecord): RunRecord {
  const file = join(path, "run.json");
  const record = change(JSON.parse(readFileSync(file, "utf8")) as RunRecord);
  writeFileSync(file, JSON.stringify(record));
  return record;
}

/** The lines of one file of the example, as they stand there. */
export function exampleLines(file: LineFile): string[] {
  return linesOf(join(example, file));
}

/** Adds lines as a run does: to the samples as one gzip member. */
export function appendLines({ path }: { path: string }, file: LineFile, lines: readonly string[]): void {
  const text = lines.map((line) => `${line}\n`).join("");
  appendFileSync(join(path, file), file.endsWith(".gz") ? gzipSync(text) : text);
}

/** Replaces one line of a file. */
export function changeLine({ path }: { path: string }, file: LineFile, index: number, text: string): void {
  const lines = linesOf(join(path, file)).with(index, text);
  writeFileSync(join(path, file), "");
  appendLines({ path }, file, lines);
}

/** How many documents a run must be: a line each, and with a summary one for the run and two for each of its scenarios. */
export function expectedCounts({ path }: { path: string }): Record<string, number> {
  const file = join(path, "summary.json");
  const summary = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Summary) : null;
  return {
    samples: linesOf(join(path, "samples.ndjson.gz")).length,
    counters: linesOf(join(path, "counters.ndjson")).length,
    containers: linesOf(join(path, "containers.ndjson")).length,
    loads: linesOf(join(path, "loads.ndjson")).length,
    summaries: summary ? 1 + 2 * summary.scenarios.length : 0,
  };
}

/** All lines of a file that is whole, none where there is no file, without the code that is tested. */
function linesOf(file: string): string[] {
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString().trimEnd().split("\n");
}
