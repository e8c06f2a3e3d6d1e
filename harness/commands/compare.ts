import { Option } from "commander";
import type { AddVerb } from "../cli.ts";
import { chooseNames, findMetrics } from "../model/address.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import { renderComparisonCsv } from "../reports/compare/compare-csv.ts";
import { renderComparisonJson } from "../reports/compare/compare-json.ts";
import { renderComparisonMarkdown } from "../reports/compare/compare-markdown.ts";
import { compareRuns, scenarioNames } from "../reports/compare/compare-runs.ts";
import { renderComparisonTable } from "../reports/compare/compare-table.ts";
import type { ComparedRun, RunComparison } from "../reports/compare/comparison.ts";
import { type RunPlace, readComparedRuns } from "./compared-runs.ts";
import { elasticAddress, elasticOption } from "./elastic-address.ts";
import { warnIfExposed } from "./elastic-warning.ts";
import { defaultResultsFolder } from "./folders.ts";
import { separate } from "./separate.ts";

type Render = (comparison: RunComparison, io: Io) => string | Promise<string>;

const renderers = {
  table: (comparison, { stdout, env }) =>
    renderComparisonTable(comparison, {
      columns: stdout.columns,
      color: stdout.isTTY && !env["NO_COLOR"],
    }),
  markdown: renderComparisonMarkdown,
  json: renderComparisonJson,
  csv: renderComparisonCsv,
  junit: async (comparison) =>
    (await import("../reports/compare/compare-junit.ts")).renderComparisonJunit(comparison),
} as const satisfies Record<string, Render>;
type CompareFormat = keyof typeof renderers;

interface CompareOptions extends RunPlace {
  format: CompareFormat;
  metric?: string[];
  scenario?: string[];
}

/** `bench compare A B …`: what changed between stored runs, and whether that can be told at all. */
export const addCompare: AddVerb = (program, io, finish) => {
  program
    .command("compare")
    .argument("<runs...>", "ids or folders of two or more runs; the others are compared with the first")
    .description("say what changed from one stored run to another")
    .addOption(new Option("-f, --format <format>", "how").choices(Object.keys(renderers)).default("table"))
    .option("-m, --metric <addresses...>", "these instead of the usual ones, such as http.latency.*")
    .option("-s, --scenario <names...>", "these alone, such as native or native*")
    .option("--results <folder>", "where the runs are", defaultResultsFolder(io))
    .option(elasticOption, "runs in Elasticsearch, which need no folder here")
    .addHelpText(
      "after",
      "\nExamples:\n  bench compare 20261121T101500Z-a3f9 20261122T101500Z-09be\n  bench compare 20261121T101500Z-a3f9 20261122T101500Z-09be --metric http.latency.p50 --format markdown\n\nExit status: 2 where none of the runs may be compared with the first",
    )
    .action(async (names: string[], options: CompareOptions) => {
      if (options.elasticsearch !== undefined) warnIfExposed(elasticAddress(options.elasticsearch, io), io);
      const runs = await readComparedRuns(names, options, io);
      const comparison = compareRuns(runs, choiceOf(runs, options));
      io.stdout.write(await renderers[options.format](comparison, io));
      refuseIncomparable(comparison);
      finish(exitCodes.ok);
    });
};

function choiceOf(runs: readonly ComparedRun[], options: CompareOptions) {
  const [metrics, scenarios] = [separate(options.metric), separate(options.scenario)];
  return {
    ...(metrics.length > 0 && { metrics: [...new Set(metrics.flatMap(findMetrics))] }),
    ...(scenarios.length > 0 && { scenarios: chooseNames(scenarios, scenarioNames(runs)) }),
  };
}

/** What is shown then are values side by side; a script must not take them for a comparison. */
function refuseIncomparable({ pairs }: RunComparison): void {
  if (pairs.some(({ obstacles }) => obstacles.length === 0)) return;
  const [{ run, against, obstacles }] = pairs as [RunComparison["pairs"][number]];
  throw new BenchError(`${run} must not be compared with ${against}: ${obstacles.join("; ")}`, {
    code: "bad-input",
    hints: ["repeat one of the two as the other was made: its command is in the report"],
  });
}
