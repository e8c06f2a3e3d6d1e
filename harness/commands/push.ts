import type { AddVerb } from "../cli.ts";
import { hold, measuringName } from "../lab/alive.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import { connectElastic, type Elastic } from "../sinks/connection.ts";
import { type PushReport, pushRun } from "../sinks/push.ts";
import { listRuns, locateRun, readRunRecord } from "../store/read-run.ts";
import { dashboardLink } from "./dashboard-link.ts";
import { elasticAddress, elasticOption } from "./elastic-address.ts";
import { warnIfExposed } from "./elastic-warning.ts";
import { defaultResultsFolder } from "./folders.ts";
import { pushProgress } from "./push-progress.ts";

interface PushCommandOptions {
  all?: boolean;
  again?: boolean;
  elasticsearch?: string | true;
  results: string;
}

/** `bench push`: completes in Elasticsearch what it does not have yet of stored runs. */
export const addPush: AddVerb = (program, io, finish) => {
  program
    .command("push")
    .argument("[runs...]", "ids or folders of runs; the newest if none is named")
    .description("store runs in Elasticsearch: what is there already is not sent again")
    .option("--all", "every stored run")
    .option("--again", "everything once more, whatever is noted as stored")
    .option(elasticOption, "its address; credentials come from the environment (docs/elasticsearch.md)")
    .option("--results <folder>", "where the runs are", defaultResultsFolder(io))
    .addHelpText(
      "after",
      "\nExamples:\n  bench push --elasticsearch http://127.0.0.1:9200\n  bench push --all --elasticsearch http://127.0.0.1:9200",
    )
    .action(async (runs: string[], options: PushCommandOptions) => finish(await push(runs, options, io)));
};

async function push(runs: readonly string[], options: PushCommandOptions, io: Io): Promise<number> {
  const url = elasticAddress(options.elasticsearch, io);
  const folders = await chosenFolders(runs, options);
  warnIfExposed(url, io);
  await using _turn = await hold(measuringName, io.signal, () =>
    io.stderr.write("bench: a run or another push is under way on this machine; waiting for it to end\n"),
  );
  const elastic = await connectElastic(url, io.env, io.signal);
  const failures: BenchError[] = [];
  for (const folder of folders) {
    const failure = await pushOne(elastic, folder, options, io);
    if (failure) failures.push(failure);
  }
  if (failures[0] === undefined) return exitCodes.ok;
  if (folders.length === 1) throw failures[0];
  throw new BenchError(failures.map(({ message }) => message).join("\n"), {
    code: failures[0].code,
    hints: [...new Set(failures.flatMap(({ hints }) => hints))],
  });
}

async function chosenFolders(
  runs: readonly string[],
  { all, results }: PushCommandOptions,
): Promise<string[]> {
  if (all && runs.length > 0)
    throw new BenchError("--all and the names of runs exclude each other", {
      code: "bad-input",
      hints: ["leave one of them out"],
    });
  if (all) return (await listRuns(results)).map((id) => `${results}/${id}`);
  if (runs.length === 0) return [await locateRun(results, undefined)];
  return Promise.all(runs.map((run) => locateRun(results, run)));
}

/** A folder that cannot be read does not keep the others from being stored; a server that fails does. */
async function pushOne(
  elastic: Elastic,
  folder: string,
  { again = false }: PushCommandOptions,
  io: Io,
): Promise<BenchError | null> {
  const progress = pushProgress(folder, io);
  try {
    const report = await pushRun(elastic, folder, { again, signal: io.signal, progress: progress.tell });
    progress.done();
    io.stdout.write(`${pushSentence(report)}\n`);
    const link = dashboardLink(await readRunRecord(folder), io);
    if (link) io.stdout.write(`dashboard: ${link}\n`);
    return report.refused > 0 ? refusedError(report, folder) : null;
  } catch (error) {
    progress.done();
    if (error instanceof BenchError && error.code === "bad-input") return error;
    throw error;
  }
}

/** What a push did, in a line. */
export function pushSentence({ runId, created, alreadyThere, refused, hasSummary }: PushReport): string {
  const count = (value: number) => value.toLocaleString("en-US");
  const counts = `${count(created)} created, ${count(alreadyThere)} already there, ${count(refused)} refused`;
  return `${runId}: ${counts}${hasSummary ? "" : " (no summary yet: bench report draws it)"}`;
}

function refusedError({ runId, refused }: PushReport, folder: string): BenchError {
  return new BenchError(`run ${runId}: Elasticsearch refused ${refused} documents`, {
    code: "environment",
    hints: [`${folder}/rejected.ndjson has its reasons; "bench push --again" tries them once more`],
  });
}
