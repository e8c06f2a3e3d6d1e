import { appendFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { CounterLine } from "../model/counters.ts";
import { explainDisk } from "../model/disk.ts";
import type { EvidenceVerdict } from "../model/evidence.ts";
import type { LoadRecord } from "../model/load.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Sample } from "../model/sample.ts";
import { slugOf } from "../model/scenario-name.ts";

/** Names in a run folder: the versioned contract of DESIGN.md §6. */
export const runFiles = {
  run: "run.json",
  summary: "summary.json",
  samples: "samples.ndjson.gz",
  counters: "counters.ndjson",
  loads: "loads.ndjson",
  containers: "containers.ndjson",
  compose: "compose.yaml",
  html: "report.html",
  markdown: "report.md",
  evidence: "evidence",
  logs: "logs",
  stored: "elasticsearch.json",
  rejected: "rejected.ndjson",
} as const;

/** The folder of a run under way. Everything is on the disk when the call returns: a crash loses the phase under way. */
export interface RunFolder {
  path: string;
  writeRun(record: RunRecord): Promise<void>;
  writeText(name: string, text: string): Promise<void>;
  /** One gzip member a phase, so that the file is whole after every call. */
  appendSamples(samples: readonly Sample[]): Promise<void>;
  appendLines(
    name: "counters.ndjson" | "containers.ndjson" | "loads.ndjson",
    lines: readonly object[],
  ): Promise<void>;
  appendCounters(lines: readonly CounterLine[]): Promise<void>;
  appendLoads(records: readonly LoadRecord[]): Promise<void>;
  writeEvidence(verdict: EvidenceVerdict, wirePcap: Buffer): Promise<void>;
  writeLog(container: string, text: string): Promise<void>;
}

/** Makes `results/<run-id>/` and proves that it can be written, before anything starts. Throws `environment`. */
export async function createRunFolder(resultsFolder: string, runId: string): Promise<RunFolder> {
  const path = join(resultsFolder, runId);
  await explainDisk(path, () => mkdir(path, { recursive: true }));
  const inside = (name: string) => join(path, name);
  const write = (name: string, data: string | Buffer) =>
    explainDisk(path, () => writeWhole(inside(name), data));
  const append = (name: string, data: string | Buffer) =>
    explainDisk(path, () => appendFile(inside(name), data));
  const appendLines = (name: string, lines: readonly object[]) =>
    lines.length === 0 ? Promise.resolve() : append(name, toLines(lines));
  return {
    path,
    writeRun: (record) => write(runFiles.run, `${JSON.stringify(record, null, 2)}\n`),
    writeText: write,
    appendSamples: (samples) =>
      samples.length === 0 ? Promise.resolve() : append(runFiles.samples, gzipSync(toLines(samples))),
    appendLines,
    appendCounters: (lines) => appendLines(runFiles.counters, lines),
    appendLoads: (records) => appendLines(runFiles.loads, records),
    async writeEvidence(verdict, wirePcap) {
      const folder = join(runFiles.evidence, slugOf(verdict.scenario));
      await explainDisk(path, () => mkdir(inside(folder), { recursive: true }));
      await write(join(folder, "verdict.json"), `${JSON.stringify(verdict, null, 2)}\n`);
      await write(join(folder, "wire.pcap"), wirePcap);
    },
    async writeLog(container, text) {
      await explainDisk(path, () => mkdir(inside(runFiles.logs), { recursive: true }));
      await write(join(runFiles.logs, `${container}.log`), text);
    },
  };
}

/**
 * Writes a document that is computed from a stored run into its folder. Several that may write it at the same time must give
 * different names for the file beside it. Throws `environment` when the disk refuses.
 */
export function writeDocument(folder: string, name: string, text: string, beside?: string): Promise<void> {
  return explainDisk(folder, () => writeWhole(join(folder, name), text, beside && join(folder, beside)));
}

function toLines(documents: readonly object[]): string {
  return documents.map((document) => `${JSON.stringify(document)}\n`).join("");
}

/** Writes beside, then renames: a reader, or a full disk, never leaves half a document under the name. */
async function writeWhole(file: string, data: string | Buffer, beside = `${file}.part`): Promise<void> {
  try {
    await writeFile(beside, data, { flush: true });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
