import { stat } from "node:fs/promises";
import { join } from "node:path";
import { BenchError } from "../model/error.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Summary } from "../model/summary.ts";
import { isCurrentSummary, readRunRecord, readSummary } from "../store/read-run.ts";
import {
  appendRejections,
  hashDocuments,
  nothingStored,
  readStored,
  removeRejections,
  type Stored,
  type StoredFile,
  storedFiles,
  writeStored,
} from "../store/stored-in.ts";
import { type OutgoingDocument, sendDocuments, whileBusy } from "./bulk.ts";
import type { Elastic } from "./connection.ts";
import { countDocuments } from "./counts.ts";
import { summaryDocuments } from "./documents/summary.ts";
import { type DocumentKind, documentKinds } from "./fields/field.ts";
import { indexName } from "./indices.ts";
import { installTemplates, prepareIndices } from "./install.ts";
import { openLines } from "./run-source.ts";

export interface PushProgress {
  /** Documents sent by this push up to now. */
  documents: number;
  /** Share of the run's bytes that are behind us, 0 to 1. */
  share: number;
}

export interface PushOptions {
  /** Everything once more, whatever is noted as stored. */
  again?: boolean;
  signal?: AbortSignal;
  progress?: (progress: PushProgress) => void;
  /** Seconds before each further attempt at a server that has too much to do. @default 1, 2, 4, 8 */
  busyWaits?: readonly number[];
}

/** What a push did, and what the server has now. */
export interface PushReport {
  runId: string;
  /** Documents that the server had not before. */
  created: number;
  /** Documents that it had: sent by an earlier push or during the run, or written over by this one. */
  alreadyThere: number;
  /** Refused for good in this push and before; the reasons are in rejected.ndjson. */
  refused: number;
  counts: Record<DocumentKind, number>;
  /** Lines of each file, and documents of the summary. */
  expected: Record<DocumentKind, number>;
  /** Whether the run has figures; one that broke off before its analysis has only its samples. */
  hasSummary: boolean;
}

/** Lines between two notes of how far we came: that many at most are sent twice after a crash. */
const segmentLines = 50_000;

/**
 * Stores what a cluster does not have yet of a run folder; the files stay as they are. Throws `bad-input` for a folder that
 * cannot be read, `environment` where the server fails or has not kept what it acknowledged; what was stored before that is
 * noted, so that the next push goes on there.
 */
export async function pushRun(
  elastic: Elastic,
  folder: string,
  options: PushOptions = {},
): Promise<PushReport> {
  const record = await readRunRecord(folder);
  await installTemplates(elastic);
  await prepareIndices(elastic, record.startedAt);
  const before = await countDocuments(elastic, record);
  const push = new Push(elastic, folder, record, options);
  const stored = await push.everything(await startingPoint(elastic, folder, before, options));
  const counts = await countDocuments(elastic, record);
  return report({ record, stored, before, counts, summaries: await countSummaryDocuments(folder, record) });
}

/** Where this folder says that the cluster is, unless the cluster has less: then somebody deleted an index. */
async function startingPoint(
  { cluster }: Elastic,
  folder: string,
  counts: Record<DocumentKind, number>,
  { again }: PushOptions,
): Promise<Stored> {
  const stored = await readStored(folder, cluster);
  const lines = Object.values(stored.files).reduce((sum, position) => sum + position.lines, 0);
  const present = documentKinds.reduce((sum, kind) => sum + counts[kind], 0) - counts.summaries;
  const isLess =
    present < lines - stored.rejected || (counts.summaries === 0 && stored.documentsSha256 !== null);
  if (!again && !isLess) return stored;
  await removeRejections(folder, cluster);
  return nothingStored();
}

/** One push of one run. */
class Push {
  #documents = 0;
  readonly #elastic: Elastic;
  readonly #folder: string;
  readonly #record: RunRecord;
  readonly #options: PushOptions;

  constructor(elastic: Elastic, folder: string, record: RunRecord, options: PushOptions) {
    this.#elastic = elastic;
    this.#folder = folder;
    this.#record = record;
    this.#options = options;
  }

  async everything(stored: Stored): Promise<Stored> {
    const { signal, busyWaits } = this.#options;
    await this.#note(stored); // a folder that cannot be written to is told before anything is sent
    const sizes = await fileSizes(this.#folder);
    for (const file of Object.keys(storedFiles) as StoredFile[]) {
      const share = (bytes: number) => (sizes.before(file) + bytes) / Math.max(1, sizes.total);
      await whileBusy(() => this.#file(file, stored, share), busyWaits, signal);
    }
    await whileBusy(() => this.#summary(stored), busyWaits, signal);
    return stored;
  }

  async #file(file: StoredFile, stored: Stored, share: (bytes: number) => number): Promise<void> {
    await using source = openLines(this.#folder, this.#record, file, stored.files[file]);
    do {
      await this.#send(source.take(segmentLines), stored, () => this.#tell(share(source.bytes)));
      stored.files[file] = source.position;
      await this.#note(stored);
    } while (!source.isAtEnd);
  }

  async #summary(stored: Stored): Promise<void> {
    // read once, now: the run may have gone on, and what is noted must be what was sent
    const [record, summary] = [await readRunRecord(this.#folder), await currentSummary(this.#folder)];
    const hash = hashDocuments(record, summary);
    if (hash === stored.documentsSha256) return;
    await this.#send(outgoingSummary(record, summary), stored, () => this.#tell(1));
    stored.documentsSha256 = hash;
    await this.#note(stored);
  }

  async #send(documents: AsyncGenerator<OutgoingDocument>, stored: Stored, tell: () => void): Promise<void> {
    const { signal } = this.#options;
    const onDocument = () => {
      if (++this.#documents % 1_000 === 0) tell();
    };
    const rejections = await sendDocuments(this.#elastic, documents, { signal, onDocument });
    tell();
    await appendRejections(this.#folder, rejections);
    stored.rejected += rejections.length;
  }

  #tell(share: number): void {
    this.#options.progress?.({ documents: this.#documents, share });
  }

  #note(stored: Stored): Promise<void> {
    return writeStored(this.#folder, this.#elastic.cluster, stored);
  }
}

async function* outgoingSummary(
  record: RunRecord,
  summary: Summary | null,
): AsyncGenerator<OutgoingDocument> {
  const index = indexName("summaries", record.startedAt);
  for (const { id, document } of summaryDocuments(record, summary))
    yield { index, id, body: JSON.stringify(document) };
}

async function countSummaryDocuments(folder: string, record: RunRecord): Promise<number> {
  return summaryDocuments(record, await currentSummary(folder)).length;
}

async function currentSummary(folder: string): Promise<Summary | null> {
  const summary = await readSummary(folder);
  if (!summary || isCurrentSummary(summary)) return summary;
  throw new BenchError(`"${folder}" has a summary of another version, "${summary.schema}"`, {
    code: "bad-input",
    hints: ['its lines are stored; draw it again with "bench report RUN --again", then push it'],
  });
}

async function fileSizes(folder: string) {
  const files = Object.keys(storedFiles) as StoredFile[];
  const sizes = await Promise.all(files.map((file) => sizeOf(join(folder, storedFiles[file]))));
  const before = (file: StoredFile) =>
    sizes.slice(0, files.indexOf(file)).reduce((sum, size) => sum + size, 0);
  return { total: sizes.reduce((sum, size) => sum + size, 0), before };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
}

function report(push: {
  record: RunRecord;
  stored: Stored;
  before: Record<DocumentKind, number>;
  counts: Record<DocumentKind, number>;
  summaries: number;
}): PushReport {
  const { record, stored, before, counts, summaries } = push;
  const lines = (file: StoredFile) => stored.files[file].lines;
  const expected = {
    samples: lines("samples"),
    counters: lines("counters"),
    containers: lines("containers"),
    loads: lines("loads"),
    summaries,
  };
  const sum = (of: Record<DocumentKind, number>) =>
    documentKinds.reduce((total, kind) => total + of[kind], 0);
  const missing = sum(expected) - stored.rejected - sum(counts);
  if (missing > 0)
    throw new BenchError(
      `run ${record.id}: ${missing} documents that the server acknowledged are not there`,
      {
        code: "environment",
        hints: ["bench push --again stores the run once more"],
      },
    );
  return {
    runId: record.id,
    created: sum(counts) - sum(before),
    alreadyThere: sum(before),
    refused: stored.rejected,
    counts,
    expected,
    hasSummary: summaries > 1,
  };
}
