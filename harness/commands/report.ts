import { InvalidArgumentError, Option } from "commander";
import type { AddVerb } from "../cli.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Summary } from "../model/summary.ts";
import { selectMetrics, selectScenarios } from "../reports/selection.ts";
import { connectElastic } from "../sinks/connection.ts";
import { readElasticRun } from "../sinks/read-runs.ts";
import { isCurrentSummary, locateRun, readRunRecord, readSummary } from "../store/read-run.ts";
import { elasticAddress, elasticOption } from "./elastic-address.ts";
import { warnIfExposed } from "./elastic-warning.ts";
import { defaultResultsFolder } from "./folders.ts";
import { type ReportFormat, renderReport, reportFormats } from "./report-formats.ts";
import { separate } from "./separate.ts";
import { analyseAgain } from "./stored-summary.ts";

/** `bench report`: draws a stored run again, the newest if none is named. */
export const addReport: AddVerb = (program, io, finish) => {
  program
    .command("report")
    .argument("[run]", "id or folder of a run; the newest if left out")
    .description("show a stored run")
    .addOption(new Option("-f, --format <format>", "how").choices(reportFormats).default("table"))
    .option("-m, --metric <addresses>", "these instead of the usual ones, such as http.latency.*", collect)
    .option("-s, --scenario <names>", "these alone, such as native or native*", collect)
    .option("--sort <address>", '"name", or a metric: the best first')
    .option("--results <folder>", "where the runs are", defaultResultsFolder(io))
    .option("--again", "analyse the stored samples again instead of showing the stored summary")
    .addHelpText(
      "after",
      "\nExamples:\n  bench report\n  bench report 20261121T101500Z-a3f9 --format markdown\n  bench report --metric http.latency.p99,http.cpu.* --sort http.latency.p99\n  bench report --scenario native,stunnel --format csv\n  bench report --format junit\n  bench report 20261121T101500Z-a3f9 --elasticsearch http://127.0.0.1:9200",
    )
    .option(elasticOption, "a run in Elasticsearch, which needs no folder here")
    .action(async (run: string | undefined, options: ReportOptions) => {
      const { summary, record } = await findReport(run, options, io);
      const selected = selectScenarios(summary, options);
      const metrics = selectMetrics(summary, options);
      io.stdout.write(await renderReport(options.format, { summary: selected, record, metrics }, io));
      finish(exitCodes.ok);
    });
};

interface ReportOptions {
  format: ReportFormat;
  metric?: readonly string[];
  scenario?: readonly string[];
  sort?: string;
  results: string;
  again?: boolean;
  elasticsearch?: string | true;
}

interface Reported {
  summary: Summary;
  record: RunRecord;
}

async function findReport(run: string | undefined, options: ReportOptions, io: Io): Promise<Reported> {
  if (options.elasticsearch !== undefined) return findElsewhere(run, options, io);
  const folder = await locateRun(options.results, run);
  const record = await readRunRecord(folder);
  const stored = options.again ? null : await currentSummary(folder, io);
  return { summary: stored ?? (await analyseAgain(folder, record)), record };
}

async function findElsewhere(run: string | undefined, options: ReportOptions, io: Io): Promise<Reported> {
  if (options.again)
    throw new BenchError("--again needs the run's folder", {
      code: "bad-input",
      hints: ["leave --again or --elasticsearch out"],
    });
  const url = elasticAddress(options.elasticsearch, io);
  warnIfExposed(url, io);
  const elastic = await connectElastic(url, io.env, io.signal);
  return readElasticRun(elastic, run);
}

/** null: the run broke off before its analysis, another version analysed it, or its summary is damaged. */
async function currentSummary(folder: string, io: Io): Promise<Summary | null> {
  try {
    const stored = await readSummary(folder);
    return stored && isCurrentSummary(stored) ? stored : null;
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    io.stderr.write(`bench: warning: ${error.message}; it is made again from the samples\n`);
    return null;
  }
}

/** Comma-separated, repeated, or both. */
function collect(value: string, before: readonly string[] = []): string[] {
  const found = separate([value]);
  if (found.length === 0) throw new InvalidArgumentError("nothing is named.");
  return [...before, ...found];
}
