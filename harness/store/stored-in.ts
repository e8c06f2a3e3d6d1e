import { createHash, randomUUID } from "node:crypto";
import { appendFile, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { explainDisk } from "../model/disk.ts";
import { BenchError } from "../model/error.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Summary } from "../model/summary.ts";
import { runFiles, writeDocument } from "./run-folder.ts";

export const storedSchema = "tunnelbench/stored/1";

/** How far the lines of one file are stored. */
export interface Position {
  /** Lines from the beginning that the server has acknowledged or refused for good. */
  lines: number;
  /** A place to begin reading at, the end of a whole line and gzip member, and how many lines are before it. */
  boundary: { bytes: number; lines: number };
}

export const startPosition: Position = { lines: 0, boundary: { bytes: 0, lines: 0 } };

/** The files of a run folder that are stored line by line. */
export const storedFiles = {
  samples: runFiles.samples,
  counters: runFiles.counters,
  containers: runFiles.containers,
  loads: runFiles.loads,
} as const;
export type StoredFile = keyof typeof storedFiles;

/** What one cluster has of a run. */
export interface Stored {
  files: Record<StoredFile, Position>;
  /** SHA-256 of the run.json and summary.json that it has; null: none. */
  documentsSha256: string | null;
  /** Documents that it refused for good; their reasons are in rejected.ndjson. */
  rejected: number;
}

/** elasticsearch.json: what is stored where, by the cluster's own id. It names no address and no user. */
interface StoredDocument {
  schema: typeof storedSchema;
  clusters: Record<string, Stored>;
}

/** A document that a server refused for good: a line of rejected.ndjson. */
export interface Rejection {
  cluster: string;
  index: string;
  id: string;
  status: number;
  /** In the server's own words. */
  type: string;
  reason: string;
}

/** Nothing yet. */
export function nothingStored(): Stored {
  const { samples, counters, containers, loads } = mapFiles(() => startPosition);
  return { files: { samples, counters, containers, loads }, documentsSha256: null, rejected: 0 };
}

/** The same question for every file. */
export function mapFiles<Value>(ask: (file: StoredFile) => Value): Record<StoredFile, Value> {
  return {
    samples: ask("samples"),
    counters: ask("counters"),
    containers: ask("containers"),
    loads: ask("loads"),
  };
}

/** What a cluster has of a run by this folder. Throws `bad-input` for a file that is not ours. */
export async function readStored(folder: string, cluster: string): Promise<Stored> {
  return (await readDocument(folder)).clusters[cluster] ?? nothingStored();
}

/** Notes what a cluster has, whole or not at all; the last of several pushes at the same time says what is noted. */
export async function writeStored(folder: string, cluster: string, stored: Stored): Promise<void> {
  const document = await readDocument(folder);
  document.clusters[cluster] = stored;
  const text = `${JSON.stringify(document, null, 2)}\n`;
  await writeDocument(folder, runFiles.stored, text, `${runFiles.stored}.${randomUUID()}.part`);
}

/** Adds to rejected.ndjson. */
export async function appendRejections(folder: string, rejections: readonly Rejection[]): Promise<void> {
  if (rejections.length === 0) return;
  const lines = rejections.map((rejection) => `${JSON.stringify(rejection)}\n`).join("");
  await explainDisk(folder, () => appendFile(join(folder, runFiles.rejected), lines));
}

/** Before everything is stored again: what a cluster refused then it may take now. */
export async function removeRejections(folder: string, cluster: string): Promise<void> {
  const text = await readOptional(join(folder, runFiles.rejected));
  if (text === null) return;
  const beginning = JSON.stringify({ cluster }).slice(0, -1); // not parsed: the last line may be cut off
  const others = text
    .split(/(?<=\n)/)
    .filter((line) => !line.startsWith(beginning))
    .join("");
  if (others === "") await rm(join(folder, runFiles.rejected));
  else await writeDocument(folder, runFiles.rejected, others);
}

/** SHA-256 of what the summary's documents are made of: the run's record and, where there is one, its summary. */
export function hashDocuments(record: RunRecord, summary: Summary | null): string {
  return createHash("sha256")
    .update(JSON.stringify([record, summary]))
    .digest("hex");
}

async function readDocument(folder: string): Promise<StoredDocument> {
  const text = await readOptional(join(folder, runFiles.stored));
  if (text === null) return { schema: storedSchema, clusters: {} };
  const document = parse(text);
  if (document?.schema === storedSchema && typeof document.clusters === "object") return document;
  throw new BenchError(`"${join(folder, runFiles.stored)}" is not what this version writes`, {
    code: "bad-input",
    hints: ["remove it, then push the run again: documents that are there already are written over"],
  });
}

function parse(text: string): StoredDocument | null {
  try {
    return JSON.parse(text) as StoredDocument;
  } catch {
    return null; // told by the caller, with the name of the file and what to do
  }
}

async function readOptional(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
