import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { type CheckFile, parseCheckFile } from "../checks/check-file.ts";
import { type CheckResult, checkRun } from "../checks/check-run.ts";
import { countText, renderCheck } from "../checks/check-text.ts";
import { confirmFindings, isSuspect, suspectsOf } from "../checks/confirm.ts";
import { keyOf } from "../checks/finding.ts";
import type { AddVerb } from "../cli.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import { breakCommands } from "../reports/compare/plain-text.ts";
import { findBases } from "./check-bases.ts";
import { measureAgain } from "./check-measure-again.ts";
import { refuseMissingFolder, writeOutputs } from "./check-outputs.ts";
import { type ReadRun, runInFolder, runReader } from "./check-runs.ts";
import { elasticOption } from "./elastic-address.ts";
import { defaultResultsFolder } from "./folders.ts";

export interface CheckOptions {
  config: string;
  against?: string;
  confirm?: boolean;
  junit?: string;
  results: string;
  elasticsearch?: string | true;
}

/** Measures some scenarios of a stored run once more and returns the folder of the new run. */
export type MeasureAgain = (
  folder: string,
  scenarios: readonly string[],
  options: CheckOptions,
  io: Io,
) => Promise<string>;

/** `bench check`: the rules of a file against a stored run. */
export const addCheck: AddVerb = (program, io, finish) => {
  program
    .command("check")
    .argument("[run]", "id or folder of a run; the newest if left out")
    .description(
      "hold a stored run against the limits of bench.yaml; exit status 6 where it does not keep them",
    )
    .option("-c, --config <file>", "the rules", "bench.yaml")
    .option("--against <run>", "regressions: against this run instead of the base in the same run")
    .option("--confirm", "measure again, before saying no, what did not pass")
    .option("--junit <file>", "write the findings as JUnit XML too")
    .option("--results <folder>", "where the runs are", defaultResultsFolder(io))
    .option(elasticOption, "runs in Elasticsearch, which need no folder here")
    .addHelpText(
      "after",
      "\nExamples:\n  bench check\n  bench check 20261121T101500Z-a3f9 --config limits.yaml --junit check.xml\n  bench check --against 20261120T101500Z-77e0\n  bench check --confirm\n  bench check 20261121T101500Z-a3f9 --elasticsearch http://127.0.0.1:9200",
    )
    .action(async (run: string | undefined, options: CheckOptions) => finish(await check(run, options, io)));
};

/** Runs the verb; `measure` is what `--confirm` measures with. */
export async function check(
  name: string | undefined,
  options: CheckOptions,
  io: Io,
  measure: MeasureAgain = measureAgain,
): Promise<number> {
  const rules = await readCheckFile(options.config, io);
  await refuseMissingFolder(options.junit, io);
  const read = await runReader(options, io);
  const run = await read(name);
  const first = checkRun(rules, run.summary, await findBases(run, options.against, read));
  show(first, rules, io);
  const suspects = suspectsOf(first.findings);
  let result = first;
  if (options.confirm && run.folder !== null && suspects.length > 0) {
    const again = await measure(run.folder, suspects, options, io);
    result = await confirm(first, again, { rules, against: options.against, read });
    io.stdout.write("\n");
    // the others are on the screen
    show({ ...result, notes: result.notes.filter((note) => !first.notes.includes(note)) }, rules, io);
  }
  await writeOutputs({ result, file: rules.file, ...run }, options.junit, io);
  return conclude(result, rules.file);
}

function show(result: CheckResult, { file }: CheckFile, { stdout, env }: Io): void {
  const text = renderCheck(result, file, stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY);
  stdout.write(env["GITHUB_ACTIONS"] ? breakCommands(text) : text);
}

async function readCheckFile(config: string, io: Io): Promise<CheckFile> {
  const path = resolve(io.cwd, config);
  // from where the command stands, or from the top of the checkout where a CI wants to show it
  const shown = relative(io.env["GITHUB_WORKSPACE"] ?? io.cwd, path);
  const name = shown.startsWith("..") ? path : shown;
  try {
    return parseCheckFile(await readFile(path, "utf8"), name);
  } catch (error) {
    if (error instanceof BenchError) throw error;
    const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new BenchError(
      `cannot read the rules "${config}": ${isAbsent ? "there is no such file" : (error as Error).message}`,
      {
        code: "bad-input",
        hints: ["name it with --config; docs/check.md shows how to write one"],
        cause: error,
      },
    );
  }
}

/** The findings after the run in `folder`, which measured again what was doubted; the notes of both runs, each once. */
async function confirm(
  first: CheckResult,
  folder: string,
  { rules, against, read }: { rules: CheckFile; against: string | undefined; read: ReadRun },
): Promise<CheckResult> {
  const run = await runInFolder(folder);
  const doubted = new Set(first.findings.filter(isSuspect).map(keyOf));
  const bases = await findBases(run, against, read);
  const again = checkRun(rules, run.summary, bases, (finding) => doubted.has(keyOf(finding)));
  return {
    findings: confirmFindings(first.findings, again.findings, run.summary.run.id),
    notes: [...new Set([...first.notes, ...again.notes])],
  };
}

function conclude({ findings }: CheckResult, file: string): number {
  const red = findings.filter(({ isGreen }) => !isGreen);
  if (red.length === 0) return exitCodes.ok;
  const canDecide = red.some(({ state }) => state === "undecided");
  const isMissing = red.some(({ state, isLost }) => state === "missing" && isLost !== true);
  throw new BenchError(`${countText(findings)}, by the rules of "${file}"`, {
    code: "threshold",
    hints: [
      ...(canDecide
        ? [
            'what is undecided gets surer with more instances ("bench run --instances 6"); "undecided: pass" lets it pass',
          ]
        : []),
      ...(isMissing ? ['"missing: pass" beside a rule lets it pass without a value'] : []),
    ],
  });
}
