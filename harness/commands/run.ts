import { InvalidArgumentError, Option } from "commander";
import type { AddVerb } from "../cli.ts";
import { readEndpoints } from "../lab/compose-endpoints.ts";
import { connectDocker } from "../lab/docker.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { Plan } from "../model/plan.ts";
import type { Summary } from "../model/summary.ts";
import { checkProfile } from "../run/check-profile.ts";
import { checkTraffic } from "../run/check-traffic.ts";
import { describePlan, durationText } from "../run/describe-plan.ts";
import { executeRun, freshSeed, type RunOutcome } from "../run/execute.ts";
import { planRun } from "../run/plan.ts";
import { profiles } from "../run/profiles.ts";
import { summariseRun } from "../run/summarise.ts";
import { renderColumns } from "./columns.ts";
import { elasticOption } from "./elastic-address.ts";
import { composeFolder, defaultResultsFolder, servicesFolder } from "./folders.ts";
import { progressLine } from "./progress-line.ts";
import { profileOf } from "./run-profile.ts";
import { chooseScenarios } from "./scenario-choice.ts";
import { type Storing, storeWhileRunning } from "./store-while-running.ts";
import { terminalReport } from "./terminal-report.ts";

interface RunOptions {
  scenario: string[];
  profile: string;
  instances?: number;
  concurrent?: boolean;
  minutes?: number;
  dryRun?: boolean;
  seed?: string;
  only?: boolean;
  results: string;
  elasticsearch?: string | true;
}

/** `bench run`: labs up, measure, labs down, table and report. */
export const addRun: AddVerb = (program, io, finish) => {
  program
    .command("run")
    .description("run the labs of some scenarios, measure them side by side, store and show the result")
    .option(
      "-s, --scenario <names...>",
      'scenarios: names, "all", ./file.yaml, name@git-ref, or another-name=any of these; also comma-separated',
      ["all"],
    )
    .addOption(
      new Option(
        "-p, --profile <name>",
        `how long and how much: ${Object.keys(profiles).join(", ")}, or ./mine.yaml`,
      ).default("quick"),
    )
    .option("--instances <n>", "re-create the lab so many times", wholeNumber)
    .option("--concurrent", "profile paper: all scenarios at once instead of one after the other")
    .option("--minutes <n>", "profile paper: shorter than the study's 25 minutes a scenario", positiveNumber)
    .option("--dry-run", "print the plan and its duration, and do nothing")
    .option("--seed <text>", "repeats the schedule of an earlier run")
    .option("--only", "without baseline, relay and control: numbers without their references")
    .option("--results <folder>", "where to store the run", defaultResultsFolder(io))
    .option(elasticOption, "store it in Elasticsearch too, in the pauses between phases")
    .addHelpText(
      "after",
      "\nExamples:\n  bench run --scenario wireguard\n  bench run --scenario stunnel,native --profile quick\n  bench run --profile standard --dry-run\n  bench run --profile paper --concurrent --minutes 5\n  bench run --scenario ./my-tunnel.yaml\n  bench run --scenario native,native@HEAD\n  bench run --scenario wireguard --elasticsearch http://127.0.0.1:9200",
    )
    .action(async (options: RunOptions) => finish(await run(options, io)));
};

async function run(options: RunOptions, io: Io): Promise<number> {
  const { profile, deviations } = await profileOf(options);
  checkProfile(profile); // before the plan: one of a billion rounds would fill the memory
  await using chosen = await chooseScenarios(options.scenario, { only: options.only ?? false });
  const { scenarios, explicit } = chosen;
  const seed = options.seed ?? freshSeed();
  const plan = planRun({ profile, scenarios, seed, deviations });
  checkTraffic(plan);
  if (options.dryRun) return showPlan(plan, io);
  const storing = storeWhileRunning(options.elasticsearch, io);
  const docker = await connectDocker(io.env);
  const outcome = await executeRun({
    docker,
    scenarios,
    explicit,
    endpoints: await readEndpoints(`${composeFolder}/endpoints.yaml`),
    profile,
    deviations,
    seed,
    resultsFolder: options.results,
    servicesFolder,
    command: commandLine(options),
    progress: progressLine(io),
    signal: io.signal,
    ...(storing && { sink: storing.sink }),
  });
  return conclude(outcome, io, storing);
}

/** `--dry-run`: what would happen, and how long it would take. */
function showPlan(plan: Plan, io: Io): number {
  const { profile, scenarios, expectedSeconds, deviations } = plan;
  const instances = profile.instances === 1 ? "1 instance" : `${profile.instances} instances`;
  io.stdout.write(`profile ${profile.name}: ${instances}, about ${durationText(expectedSeconds)}\n`);
  io.stdout.write(`scenarios: ${scenarios.join(", ")}\nseed: ${plan.seed}\n\n`);
  io.stdout.write(renderColumns(describePlan(plan), io.stdout.columns));
  for (const deviation of deviations ?? []) io.stdout.write(`\ndeviation: ${deviation}\n`);
  return exitCodes.ok;
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("It must be a number above 0.");
  return value;
}

function wholeNumber(text: string): number {
  const value = positiveNumber(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError("It must be a whole number.");
  return value;
}

/** The command that repeats this run, without what only this machine knows. */
function commandLine(options: RunOptions): string[] {
  const { scenario, profile, only, seed, instances, concurrent, minutes } = options;
  return [
    ...["bench", "run", "--scenario", scenario.join(","), "--profile", profile],
    ...(instances === undefined ? [] : ["--instances", String(instances)]),
    ...(concurrent ? ["--concurrent"] : []),
    ...(minutes === undefined ? [] : ["--minutes", String(minutes)]),
    ...(only ? ["--only"] : []),
    ...(seed ? ["--seed", seed] : []),
  ];
}

/** Analysis, reports and the exit status: also of a run that ended early, for what it measured before. */
async function conclude(
  { record, folder, failure }: RunOutcome,
  io: Io,
  storing: Storing | null,
): Promise<number> {
  const measured = record.timeline.some(({ phase }) => /-(duet|study|connect|load|saturation)/.test(phase));
  if (measured) {
    const summary = await summariseRun(folder);
    io.stdout.write(terminalReport(summary, io));
    io.stdout.write(`\nreport: ${folder}/report.html\n`);
    await storing?.finish(record, folder);
    if (!failure) return verdictStatus(summary);
  } else await storing?.finish(record, folder);
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
