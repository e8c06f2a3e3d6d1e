import { BenchError } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Summary } from "../model/summary.ts";
import { connectElastic } from "../sinks/connection.ts";
import { readElasticRun } from "../sinks/read-runs.ts";
import { locateRun, readRunRecord } from "../store/read-run.ts";
import type { CheckOptions } from "./check.ts";
import { elasticAddress } from "./elastic-address.ts";
import { warnIfExposed } from "./elastic-warning.ts";
import { storedSummary } from "./stored-summary.ts";

/** A run that is checked, or that one is checked against. */
export interface CheckedRun {
  summary: Summary;
  /** Only a comparison with another run needs it. */
  record: () => Promise<RunRecord>;
  /** null: the run is in Elasticsearch. */
  folder: string | null;
}

/** Reads the run of an id or folder, the newest if none is named. */
export type ReadRun = (name: string | undefined) => Promise<CheckedRun>;

/** Reads where the options say that the runs are. Throws `bad-input` for options that contradict each other. */
export async function runReader(
  { results, elasticsearch, confirm }: Pick<CheckOptions, "results" | "elasticsearch" | "confirm">,
  io: Io,
): Promise<ReadRun> {
  if (elasticsearch === undefined) return async (name) => runInFolder(await locateRun(results, name));
  if (confirm)
    throw new BenchError("--confirm needs the run's folder", {
      code: "bad-input",
      hints: ["leave --confirm or --elasticsearch out"],
    });
  const url = elasticAddress(elasticsearch, io);
  warnIfExposed(url, io);
  const elastic = await connectElastic(url, io.env, io.signal);
  return async (name) => {
    const { summary, record } = await readElasticRun(elastic, name);
    return { summary, record: async () => record, folder: null };
  };
}

/** The run in a folder; without a summary of this version its samples are analysed. */
export async function runInFolder(folder: string): Promise<CheckedRun> {
  return { summary: await storedSummary(folder), record: () => readRunRecord(folder), folder };
}
