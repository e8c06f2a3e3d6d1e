import { Option } from "commander";
import type { AddVerb } from "../cli.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { Summary } from "../model/summary.ts";
import { renderCsv } from "../reports/csv.ts";
import { renderJson } from "../reports/json.ts";
import { renderMarkdown } from "../reports/markdown.ts";
import { summariseRun } from "../run/summarise.ts";
import { locateRun, readRunRecord, readSummary } from "../store/read-run.ts";
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
      "\nExamples:\n  bench report\n  bench report 20261121T101500Z-a3f9 --format markdown",
    )
    .action(
      async (run: string | undefined, options: { format: Format; results: string; again?: boolean }) => {
        const folder = await locateRun(options.results, run);
        const summary = options.again ? await summariseRun(folder) : await storedSummary(folder);
        io.stdout.write(await render(options.format, summary, folder, io));
        finish(exitCodes.ok);
      },
    );
};

/** A run that broke off before its analysis is analysed now, as far as it came. */
async function storedSummary(folder: string): Promise<Summary> {
  const stored = await readSummary(folder);
  if (stored) return stored;
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

async function render(format: Format, summary: Summary, folder: string, io: Io): Promise<string> {
  if (format === "json") return renderJson(summary);
  if (format === "csv") return renderCsv(summary);
  if (format === "markdown") return renderMarkdown(summary, await readRunRecord(folder));
  return terminalReport(summary, io);
}
