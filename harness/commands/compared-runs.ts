import { BenchError } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { Summary } from "../model/summary.ts";
import type { ComparedRun } from "../reports/compare/comparison.ts";
import { connectElastic } from "../sinks/connection.ts";
import { readElasticRun } from "../sinks/read-runs.ts";
import { isCurrentSummary, locateRun, readRunRecord, readSummary } from "../store/read-run.ts";
import { elasticAddress } from "./elastic-address.ts";

export interface RunPlace {
  results: string;
  elasticsearch?: string | true;
}

/**
 * The named runs with their figures. One that cannot be read is told on standard error and left out, as long as two are left;
 * else its failure is thrown.
 */
export async function readComparedRuns(
  names: readonly string[],
  place: RunPlace,
  io: Io,
): Promise<ComparedRun[]> {
  const read = await readerFor(place, io);
  const runs: ComparedRun[] = [];
  const failures: BenchError[] = [];
  for (const name of names) {
    try {
      runs.push(await read(name));
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      failures.push(error);
    }
  }
  if (runs.length < 2) throw failures[0] ?? twoNeeded();
  for (const { message } of failures) io.stderr.write(`bench: warning: left out: ${message}\n`);
  refuseTwice(runs);
  return runs;
}

async function readerFor(
  { results, elasticsearch }: RunPlace,
  io: Io,
): Promise<(name: string) => Promise<ComparedRun>> {
  if (elasticsearch === undefined) return async (name) => readFolder(await locateRun(results, name), io);
  const elastic = await connectElastic(elasticAddress(elasticsearch, io), io.env, io.signal);
  return (name) => readElasticRun(elastic, name);
}

/** A run that another version analysed, or none, is analysed now: figures of two methods must not be compared. */
async function readFolder(folder: string, io: Io): Promise<ComparedRun> {
  const record = await readRunRecord(folder);
  const stored = await readWholeSummary(folder, io);
  if (stored !== null && isCurrentSummary(stored)) return { record, summary: stored };
  const { analyseAgain } = await import("./stored-summary.ts"); // takes a second to load, and is seldom needed
  return { record, summary: await analyseAgain(folder, record) };
}

/** A summary that is not whole can be made again from the samples beside it. */
async function readWholeSummary(folder: string, io: Io): Promise<Summary | null> {
  try {
    return await readSummary(folder);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    io.stderr.write(`bench: warning: ${error.message}; its samples are analysed again\n`);
    return null;
  }
}

function refuseTwice(runs: readonly ComparedRun[]): void {
  const ids = runs.map(({ record }) => record.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new BenchError(`run "${twice}" is named twice`, {
      code: "bad-input",
      hints: ["a run does not differ from itself; name another one"],
    });
}

function twoNeeded(): BenchError {
  return new BenchError("a comparison needs two runs", {
    code: "bad-input",
    hints: ['"bench list runs" shows the stored runs'],
  });
}
