import { basename, dirname } from "node:path";
import { measuringName, tryHold } from "../lab/alive.ts";
import { defaultUrl } from "../model/credentials.ts";
import { BenchError } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { RunSink } from "../run/execute.ts";
import { connectElastic } from "../sinks/connection.ts";
import { LiveSink } from "../sinks/live.ts";
import { pushRun } from "../sinks/push.ts";
import { dashboardLink } from "./dashboard-link.ts";
import { elasticAddress } from "./elastic-address.ts";
import { warnIfExposed } from "./elastic-warning.ts";
import { defaultResultsFolder } from "./folders.ts";
import { progressLine } from "./progress-line.ts";
import { pushSentence } from "./push.ts";
import { pushProgress } from "./push-progress.ts";

/** Storing a run in Elasticsearch beside its folder. */
export interface Storing {
  sink: RunSink;
  /** After the analysis: what is missing, and the summary. Never fails: it says how to finish later. */
  finish(record: RunRecord, folder: string): Promise<void>;
}

/** After a run nobody wants to wait long for a server; `bench push` may take any time. */
const finishMs = 120_000;

/**
 * What `--elasticsearch` asks for, or BENCH_ELASTICSEARCH_URL; null: nothing does. Throws `bad-input` or `environment`,
 * before anything starts, for an address or credentials that cannot be right; a server that is away is no such thing.
 */
export function storeWhileRunning(option: string | true | undefined, io: Io): Storing | null {
  // the file of `bench elastic up` alone does not make every run be stored
  const isAsked = option !== undefined || Boolean(io.env["BENCH_ELASTICSEARCH_URL"]);
  if (!isAsked) return null;
  const url = elasticAddress(option, io);
  const sink = new LiveSink({ url, env: io.env, warn: progressLine(io).warn, signal: io.signal });
  warnIfExposed(url, io);
  return { sink, finish: (record, folder) => finishStoring(url, record, folder, io) };
}

async function finishStoring(url: string, record: RunRecord, folder: string, io: Io): Promise<void> {
  try {
    io.signal.throwIfAborted(); // whoever interrupts a run does not want to wait for a server
    await using turn = await tryHold(measuringName);
    if (turn === null)
      throw new BenchError("another run is measuring on this machine", { code: "environment" });
    await pushRest(url, record, folder, io);
  } catch (error) {
    io.stderr.write(
      `bench: warning: not all of it is stored in Elasticsearch: ${(error as Error).message}\n`,
    );
    io.stderr.write(`bench: hint: nothing is lost; finish later with "${laterCommand(url, folder, io)}"\n`);
  }
}

async function pushRest(url: string, record: RunRecord, folder: string, io: Io): Promise<void> {
  const progress = pushProgress(folder, io);
  using limit = timeLimit(url);
  try {
    const signal = AbortSignal.any([io.signal, limit.signal]);
    const report = await pushRun(await connectElastic(url, io.env, signal), folder, {
      signal,
      progress: progress.tell,
    });
    progress.done();
    io.stdout.write(`stored: ${pushSentence(report)}\n`);
    const link = dashboardLink(record, io);
    if (link) io.stdout.write(`dashboard: ${link}\n`);
    if (report.refused > 0) io.stderr.write(`bench: warning: ${folder}/rejected.ndjson says why\n`);
  } finally {
    progress.done();
  }
}

function timeLimit(url: string): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  const error = new BenchError(`Elasticsearch at ${url} needs more than ${finishMs / 1_000} s`, {
    code: "environment",
  });
  const timer = setTimeout(() => controller.abort(error), finishMs);
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}

/** By the folder's path: the results may be elsewhere. */
function laterCommand(url: string, folder: string, io: Io): string {
  const address = url === defaultUrl(io.env, "elasticsearch") ? "" : ` --elasticsearch ${url}`;
  return `bench push ${relativeIfInside(folder, io)}${address}`;
}

/** The id alone where the run is stored where `bench push` looks for it. */
function relativeIfInside(folder: string, io: Io): string {
  return dirname(folder) === defaultResultsFolder(io) ? basename(folder) : folder;
}
