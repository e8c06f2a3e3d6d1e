import { Option } from "commander";
import type { AddVerb } from "../cli.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Summary } from "../model/summary.ts";
import { renderCsv } from "../reports/csv.ts";
import { renderJson } from "../reports/json.ts";
import { renderMarkdown } from "../reports/markdown.ts";
import { summariseRun } from "../run/summarise.ts";
import { connectElastic } from "../sinks/connection.ts";
import { readElasticRun } from "../sinks/read-runs.ts";
import { isCurrentSummary, locateRun, readRunRecord, readSummary } from "../store/read-run.ts";
import { elasticAddress, elasticOption } from "./elastic-address.ts";
import { warnIfExposed } from "./elastic-warning.ts";
import { defaultResultsFolder } from "./folders.ts";
import { terminalReport } from "./terminal-report.ts";

const formats = ["table", "markdown", "json", "csv"] as const;
type Format = (typeof formats)[number];

/** `bench report`: draws a stored run again, the newest if none is named. */
export const addReport: AddVerb = (program, io, finish) => {
  program
    .command("report")
    .argument("[run]", "id or folder of a run; the newest if left out")
    .description("show a stored run")
    .addOption(new Option("-f, --format <format>", "how").choices(formats).default("table"))
    .option("--results <folder>", "where the runs are", defaultResultsFolder(io))
    .option("--again", "analyse the stored samples again instead of showing the stored summary")
    .addHelpText(
      "after",
      "\nExamples:\n  bench report\n  bench report 20261121T101500Z-a3f9 --format markdown\n  bench report 20261121T101500Z-a3f9 --elasticsearch http://127.0.0.1:9200",
    )
    .option(elasticOption, "a run in Elasticsearch, which needs no folder here")
    .action(async (run: string | undefined, options: ReportOptions) => {
      const { summary, record } = await findReport(run, options, io);
      io.stdout.write(render(options.format, summary, record, io));
      finish(exitCodes.ok);
    });
};

interface ReportOptions {
  format: Format;
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
  const summary = options.again ? await summariseRun(folder) : await storedSummary(folder);
  return { summary, record: await readRunRecord(folder) };
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

/** A run that broke off before its analysis is analysed now, as far as it came; so is one that another version analysed. */
async function storedSummary(folder: string): Promise<Summary> {
  const stored = await readSummary(folder);
  if (stored && isCurrentSummary(stored)) return stored;
  const { timeline, status, statusReason } = await readRunRecord(folder);
  if (timeline.length > 0) return summariseRun(folder);
  throw new BenchError(
    `run "${folder}" has no measurement: ${status}${statusReason ? `, ${statusReason}` : ""}`,
    {
      code: "scenario-failed",
      hints: ['its logs and run.json may tell why; start another with "bench run"'],
    },
  );
}

function render(format: Format, summary: Summary, record: RunRecord, io: Io): string {
  if (format === "json") return renderJson(summary);
  if (format === "csv") return renderCsv(summary);
  if (format === "markdown") return renderMarkdown(summary, record);
  return terminalReport(summary, io);
}
