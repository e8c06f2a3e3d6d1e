import { Option } from "commander";
import type { AddVerb } from "../cli.ts";
import { readEndpoints } from "../lab/compose-endpoints.ts";
import { connectDocker } from "../lab/docker.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import { nearest } from "../model/nearest.ts";
import type { Profile } from "../model/plan.ts";
import type { Summary } from "../model/summary.ts";
import { executeRun, freshSeed, type RunOutcome } from "../run/execute.ts";
import { profiles } from "../run/profiles.ts";
import { summariseRun } from "../run/summarise.ts";
import { composeFolder, defaultResultsFolder, servicesFolder } from "./folders.ts";
import { progressLine } from "./progress-line.ts";
import { chooseScenarios } from "./scenario-choice.ts";
import { terminalReport } from "./terminal-report.ts";

interface RunOptions {
  scenario: string[];
  profile: string;
  seed?: string;
  only?: boolean;
  results: string;
}

/** `bench run`: labs up, measure, labs down, table and report. */
export const addRun: AddVerb = (program, io, finish) => {
  program
    .command("run")
    .description("run the labs of some scenarios, measure them side by side, store and show the result")
    .option(
      "-s, --scenario <names...>",
      'scenarios: names, "all", ./file.yaml or name=./file.yaml, also comma-separated',
      ["all"],
    )
    .addOption(
      new Option(
        "-p, --profile <name>",
        `how long and how much: ${Object.keys(profiles).join(", ")}`,
      ).default("quick"),
    )
    .option("--seed <text>", "repeats the schedule of an earlier run")
    .option("--only", "without baseline, relay and control: numbers without their references")
    .option("--results <folder>", "where to store the run", defaultResultsFolder(io))
    .addHelpText(
      "after",
      "\nExamples:\n  bench run --scenario wireguard\n  bench run --scenario stunnel,native --profile quick\n  bench run --scenario ./my-tunnel.yaml",
    )
    .action(async (options: RunOptions) => finish(await run(options, io)));
};

async function run(options: RunOptions, io: Io): Promise<number> {
  const profile = chooseProfile(options.profile);
  const { scenarios, explicit } = await chooseScenarios(options.scenario, { only: options.only ?? false });
  const docker = await connectDocker(io.env);
  const outcome = await executeRun({
    docker,
    scenarios,
    explicit,
    endpoints: await readEndpoints(`${composeFolder}/endpoints.yaml`),
    profile,
    seed: options.seed ?? freshSeed(),
    resultsFolder: options.results,
    servicesFolder,
    command: commandLine(options),
    progress: progressLine(io),
    signal: io.signal,
  });
  return conclude(outcome, io);
}

function chooseProfile(name: string): Profile {
  const profile = profiles[name];
  if (profile) return profile;
  const near = nearest(name, Object.keys(profiles));
  throw new BenchError(`unknown profile "${name}"`, {
    code: "bad-input",
    hints: [near ? `did you mean "${near}"?` : `profiles: ${Object.keys(profiles).join(", ")}`],
  });
}

/** The command that repeats this run, without what only this machine knows. */
function commandLine({ scenario, profile, only, seed }: RunOptions): string[] {
  const words = ["bench", "run", "--scenario", scenario.join(","), "--profile", profile];
  return [...words, ...(only ? ["--only"] : []), ...(seed ? ["--seed", seed] : [])];
}

/** Analysis, reports and the exit status: also of a run that ended early, for what it measured before. */
async function conclude({ record, folder, failure }: RunOutcome, io: Io): Promise<number> {
  const measured = record.timeline.some(({ phase }) => phase.endsWith("duet"));
  if (measured) {
    const summary = await summariseRun(folder);
    io.stdout.write(terminalReport(summary, io));
    io.stdout.write(`\nreport: ${folder}/report.html\n`);
    if (!failure) return verdictStatus(summary);
  }
  io.stderr.write(`bench: ${record.status}: what was measured is in ${folder}\n`);
  throw failure;
}

function verdictStatus(summary: Summary): number {
  const leaking = summary.scenarios.filter(
    ({ encrypts, evidence }) => encrypts && evidence?.verdict === "readable",
  );
  if (leaking.length > 0) {
    throw new BenchError(
      leaking.map(({ name }) => `scenario "${name}" claims to encrypt, but its wire was readable`).join("\n"),
      {
        code: "readable",
        hints: [
          "evidence/<scenario>/verdict.json in the run folder says where; wire.pcap beside it opens in Wireshark",
        ],
      },
    );
  }
  const failed = summary.scenarios.filter(({ status }) => status === "failed");
  if (failed.length === 0) return exitCodes.ok;
  throw new BenchError(failed.map(({ name, reason }) => `scenario "${name}" failed: ${reason}`).join("\n"), {
    code: "scenario-failed",
    hints: ["the others were measured; the logs of its containers are in the run folder"],
  });
}
