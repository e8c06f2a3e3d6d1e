import { readEndpoints } from "../lab/compose-endpoints.ts";
import { connectDocker } from "../lab/docker.ts";
import { BenchError } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Scenario } from "../model/scenario.ts";
import { references } from "../model/summary.ts";
import { executeRun, freshSeed } from "../run/execute.ts";
import { summariseRun } from "../run/summarise.ts";
import { readRunRecord } from "../store/read-run.ts";
import type { CheckOptions } from "./check.ts";
import { composeFolder, servicesFolder } from "./folders.ts";
import { progressLine } from "./progress-line.ts";
import { chooseScenarios } from "./scenario-choice.ts";

/**
 * `--confirm`: the run's own profile with a fresh schedule, over the suspects and their references. Against another run all
 * scenarios again: a relation to baseline depends on what is measured beside it.
 */
export async function measureAgain(
  folder: string,
  suspects: readonly string[],
  { against, results }: CheckOptions,
  io: Io,
): Promise<string> {
  const record = await readRunRecord(folder);
  const names = against === undefined ? suspects : record.plan.scenarios;
  io.stderr.write(`bench: measuring again, before saying no: ${names.join(", ")}\n`);
  const { profile, deviations = [] } = record.plan;
  const words = scenarioWords(record);
  await using chosen = await chooseScenarios(words, { only: record.request.command.includes("--only") });
  const scenarios = pickScenarios(chosen.scenarios, names);
  const outcome = await executeRun({
    docker: await connectDocker(io.env),
    scenarios,
    explicit: [],
    endpoints: await readEndpoints(`${composeFolder}/endpoints.yaml`),
    ...{ profile, deviations, seed: freshSeed(), resultsFolder: results, servicesFolder },
    command: ["bench", "check", record.id, "--confirm"],
    progress: progressLine(io),
    signal: io.signal,
  });
  if (outcome.failure !== null) throw outcome.failure;
  await summariseRun(outcome.folder);
  return outcome.folder;
}

/** The suspects with the references. Throws `environment` where the command of then does not name one of them any more. */
function pickScenarios(all: readonly Scenario[], names: readonly string[]): Scenario[] {
  const lost = names.filter((wanted) => !all.some(({ name }) => name === wanted));
  if (lost.length > 0)
    throw new BenchError(`cannot measure again: no scenario "${lost.join('", "')}" here`, {
      code: "environment",
      hints: ["check it where it was measured, or leave --confirm out"],
    });
  const wanted = [...names, ...Object.values<string>(references)];
  return all.filter(({ name }) => wanted.includes(name));
}

/** What stood behind --scenario in the command that made a run. */
function scenarioWords({ id, request: { command } }: RunRecord): string[] {
  const words = command[command.indexOf("--scenario") + 1];
  if (command[1] === "run" && command.includes("--scenario") && words !== undefined) return [words];
  throw new BenchError(`run "${id}" was not made by "bench run", so it cannot be measured again`, {
    code: "bad-input",
    hints: ["leave --confirm out"],
  });
}
