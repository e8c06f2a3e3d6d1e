import { join } from "node:path";
import { calibrate } from "../calibrate/calibrate.ts";
import { calibrationRows } from "../calibrate/table.ts";
import { faultTargets, plainTargets } from "../calibrate/targets.ts";
import type { AddVerb } from "../cli.ts";
import { readEndpoints } from "../lab/compose-endpoints.ts";
import { connectDocker } from "../lab/docker.ts";
import { readScenario } from "../lab/scenario-file.ts";
import type { Calibration } from "../model/calibration.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import { freshSeed } from "../run/execute.ts";
import { renderColumns } from "./columns.ts";
import { composeFolder, defaultResultsFolder, servicesFolder } from "./folders.ts";
import { progressLine } from "./progress-line.ts";

interface CalibrateOptions {
  results: string;
  json?: boolean;
  seed?: string;
}

/** `bench calibrate`: known answers on this host, through the same pipeline as every run. */
export const addCalibrate: AddVerb = (program, io, finish) => {
  program
    .command("calibrate")
    .description("check the instrument on this machine: relays with known faults, measured like any tunnel")
    .option("--results <folder>", "where to store it, by host", defaultResultsFolder(io))
    .option("--json", "print the stored JSON instead of the table")
    .option("--seed <text>", "repeats the schedule of an earlier calibration")
    .addHelpText(
      "after",
      "\nTakes about 4 minutes. A failed check is a warning here, never an exit status: some sixty noisy tolerances do not all\nhold at once by chance alone; docs/proofs/calibrate.md has pass rates.\n\nExamples:\n  bench calibrate\n  bench calibrate --json > calibration.json",
    )
    .action(async (options: CalibrateOptions) => finish(await run(options, io)));
};

async function run(options: CalibrateOptions, io: Io): Promise<number> {
  const docker = await connectDocker(io.env);
  const seed = options.seed ?? freshSeed();
  const progress = progressLine(io);
  const { calibration, folder, file } = await calibrate({
    docker,
    seed,
    progress,
    ...{ scenarios: await readTargets(), endpoints: await readEndpoints(`${composeFolder}/endpoints.yaml`) },
    ...{ resultsFolder: options.results, servicesFolder, signal: io.signal },
    command: ["bench", "calibrate", ...(options.seed ? ["--seed", options.seed] : [])],
  });
  if (file === null) {
    throw new BenchError("nothing valid was measured", {
      code: "scenario-failed",
      hints: [`its logs are in ${folder}`],
    });
  }
  io.stdout.write(options.json ? `${JSON.stringify(calibration, null, 2)}\n` : render(calibration, io));
  if (!options.json) io.stdout.write(`\nstored: ${file}\n`);
  warn(calibration, io);
  return exitCodes.ok;
}

function readTargets() {
  const plain = plainTargets.map((name) => readScenario(name, join(composeFolder, `${name}.yaml`)));
  const faults = faultTargets.map((name) =>
    readScenario(name, join(composeFolder, "calibration", `${name}.yaml`)),
  );
  return Promise.all([...plain, ...faults]);
}

function render(calibration: Calibration, io: Io): string {
  const { passed, of, hostId, id } = calibration;
  const head = `calibration ${id} of host ${hostId}: ${passed} of ${of} known answers\n\n`;
  return head + renderColumns(calibrationRows(calibration), io.stdout.columns);
}

/** Noise is no failure of the command, but it is told. */
function warn({ passed, of, warnings, isDisturbed }: Calibration, io: Io): void {
  if (passed < of)
    io.stderr.write(`bench: warning: ${of - passed} of ${of} known answers did not come out\n`);
  if (isDisturbed)
    io.stderr.write(
      "bench: warning: this machine was too busy to measure on: calibrate again when it is quiet\n",
    );
  for (const warning of warnings) io.stderr.write(`bench: warning: while calibrating: ${warning}\n`);
}
