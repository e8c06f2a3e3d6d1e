import type { Client } from "@elastic/elasticsearch";
import { BenchError } from "../model/error.ts";
import type { RunRecord } from "../model/run-record.ts";
import {
  appendRejections,
  nothingStored,
  type Stored,
  type StoredFile,
  storedFiles,
  writeStored,
} from "../store/stored-in.ts";
import { sendDocuments } from "./bulk.ts";
import { type Elastic, makeClient, meet } from "./connection.ts";
import { installTemplates, prepareIndices } from "./install.ts";
import { type KeptPoints, openLines } from "./run-source.ts";

/** A server may answer each of many requests, but slowly: so the limits are of all of them together. */
interface LiveLimits {
  open: number;
  pause: number;
  /** What is not begun to be sent by then waits for the next pause, and in the end for the push after the run. */
  sending: number;
}

const defaultLimitsMs: LiveLimits = { open: 10_000, pause: 3_000, sending: 1_000 };
/** A pause that took so many times the time for sending was a slow one, and so many pauses are let pass after it. */
const slowFactor = 1.5;
const pausesAfterSlow = 4;
/** Lines of one request: about a megabyte. */
const segmentLines = 1_500;

export interface LiveSinkOptions {
  url: string;
  env: Record<string, string | undefined>;
  /** Takes a sentence about a server that fails; the first one, and one when it works again. */
  warn: (text: string) => void;
  /** The run's own: what ends it ends this too. */
  signal?: AbortSignal;
  /** @default 10 s, 3 s and 1 s */
  limitsMs?: LiveLimits;
}

/**
 * Stores a run while it goes on, but never while it measures: only in the pauses between two phases, for a bounded time. It
 * reads what the run has put on the disk, so it keeps nothing in memory and loses nothing. It never throws: after a failure it
 * lets 1, 2, 4, … pauses pass, and what is missing at the end is for `bench push`.
 */
export class LiveSink {
  readonly #options: LiveSinkOptions;
  readonly #client: Client;
  readonly #limitsMs: LiveLimits;
  #elastic: Elastic | null = null;
  readonly #ended: AbortSignal;
  #limit: AbortSignal = new AbortController().signal;
  /** Makes the documents of containers.ndjson, which are differences of lines; kept, so that these are read once. */
  #points: KeptPoints | null = null;
  #stored: Stored = nothingStored();
  #pausesToSkip = 0;
  #failures = 0;

  /** Throws `bad-input` or `environment` for an address or credentials that cannot be right. */
  constructor(options: LiveSinkOptions) {
    this.#options = options;
    this.#ended = options.signal ?? new AbortController().signal;
    this.#limitsMs = options.limitsMs ?? defaultLimitsMs;
    const requestSeconds = this.#limitsMs.open / 1_000; // the signal ends a request before that
    const patience = { requestSeconds, retries: 0, signal: () => this.#limit };
    this.#client = makeClient(options.url, options.env, patience);
  }

  /** Before the first phase: is the server there, and has it our indices? */
  async open(record: RunRecord): Promise<void> {
    await this.#attempt(() => this.#meet(record), this.#limitsMs.open);
  }

  /** Between two phases: sends what the folder has more than the server, as far as the time allows. */
  async pause(record: RunRecord, folder: string): Promise<void> {
    if (this.#pausesToSkip > 0) this.#pausesToSkip--;
    else await this.#sendInPause(record, folder);
  }

  /** A server that takes so long may answer, but should not hold up every pause. */
  async #sendInPause(record: RunRecord, folder: string): Promise<void> {
    const startedMs = performance.now();
    await this.#attempt(() => this.#send(record, folder), this.#limitsMs.pause);
    const isSlow = performance.now() - startedMs > slowFactor * this.#limitsMs.sending;
    if (isSlow) this.#pausesToSkip = Math.max(this.#pausesToSkip, pausesAfterSlow);
  }

  async #send(record: RunRecord, folder: string): Promise<void> {
    const deadline = performance.now() + this.#limitsMs.sending;
    const elastic = this.#elastic ?? (await this.#meet(record));
    try {
      for (const file of Object.keys(storedFiles) as StoredFile[])
        await this.#sendFile(elastic, { record, folder, file, deadline });
    } finally {
      await writeStored(folder, elastic.cluster, this.#stored);
    }
  }

  async #sendFile(
    elastic: Elastic,
    {
      record,
      folder,
      file,
      deadline,
    }: { record: RunRecord; folder: string; file: StoredFile; deadline: number },
  ): Promise<void> {
    const kept = file === "containers" ? this.#points : null;
    await using source = openLines(folder, record, file, this.#stored.files[file], kept);
    if (file === "containers") this.#points = null; // until it is known that all that was read is stored
    while (!source.isAtEnd && performance.now() < deadline) {
      const rejections = await sendDocuments(elastic, source.take(segmentLines), { retries: 0 });
      await appendRejections(folder, rejections);
      this.#stored.rejected += rejections.length;
      this.#stored.files[file] = source.position;
    }
    if (file === "containers") this.#points = source.keptPoints;
  }

  async #meet(record: RunRecord): Promise<Elastic> {
    const elastic = await meet(this.#client, this.#options.url);
    await installTemplates(elastic);
    await prepareIndices(elastic, record.startedAt);
    this.#elastic = elastic;
    return elastic;
  }

  async #attempt(work: () => Promise<unknown>, limitMs: number): Promise<void> {
    const controller = new AbortController();
    this.#limit = AbortSignal.any([controller.signal, this.#ended]);
    const timer = setTimeout(() => controller.abort(tooSlow(this.#options.url, limitMs)), limitMs);
    try {
      await work();
      if (this.#failures > 0) this.#options.warn("Elasticsearch takes documents again");
      this.#failures = 0;
    } catch (error) {
      if (!this.#ended.aborted) this.#fail(error as Error); // the user's Ctrl-C is no failure of the server
    } finally {
      clearTimeout(timer);
    }
  }

  /** The run goes on whatever it is: a bug of the sink must not cost a measurement either. */
  #fail(error: Error): void {
    this.#pausesToSkip = 2 ** Math.min(this.#failures, 10);
    if (this.#failures++ > 0) return;
    const text = error instanceof BenchError ? [error.message, ...error.hints].join("; ") : error.stack;
    this.#options.warn(`not stored for now, the run goes on: ${text}`);
  }
}

function tooSlow(url: string, limitMs: number): BenchError {
  return new BenchError(`Elasticsearch at ${url} needs more than ${limitMs / 1_000} s`, {
    code: "environment",
    hints: ["is it overloaded, or the way to it slow?"],
  });
}
