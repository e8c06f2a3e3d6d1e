import { type Calibration, type CalibrationCheck, calibrationSchema } from "../model/calibration.ts";
import type { RunRecord } from "../model/run-record.ts";
import { executeRun, type RunRequest } from "../run/execute.ts";
import { readHostFacts } from "../run/host-facts.ts";
import { summariseRun } from "../run/summarise.ts";
import { calibrationFolder, writeCalibration } from "../store/calibrations.ts";
import { readStoredRun } from "../store/read-run.ts";
import { allChecks } from "./all-checks.ts";
import { runChecks } from "./check.ts";
import { Measured } from "./measured.ts";
import { calibrationProfile, planCalibration } from "./plan.ts";
import { findDisturbances } from "./stalled-rounds.ts";

/** A run's request without what a calibration decides itself. */
export type CalibrateRequest = Omit<RunRequest, "profile" | "deviations" | "explicit" | "planner">;

export interface CalibrateResult {
  calibration: Calibration;
  /** Of the run. */
  folder: string;
  /** The stored calibration; null where nothing was measured, which is not stored. */
  file: string | null;
}

/**
 * Runs all known-answer tests of METHOD.md §8 through the normal pipeline: one run with the calibration's own plan, its
 * samples and reports in a run folder like any other's. Throws what ended the run; then nothing is stored as a calibration.
 */
export async function calibrate(request: CalibrateRequest): Promise<CalibrateResult> {
  const { id: hostId } = readHostFacts();
  const outcome = await executeRun({
    ...request,
    resultsFolder: calibrationFolder(request.resultsFolder, hostId),
    profile: calibrationProfile,
    deviations: [],
    explicit: [],
    planner: (scenarios) => planCalibration(scenarios, request.seed),
  });
  if (outcome.failure) {
    request.progress.warn(`no calibration is stored; what was measured is in ${outcome.folder}`);
    throw outcome.failure;
  }
  const calibration = await judgeCalibration(outcome.folder, hostId);
  const measuredAny = calibration.checks.some(isOfThisRun);
  const file = measuredAny ? await writeCalibration(request.resultsFolder, calibration) : null;
  return { calibration, folder: outcome.folder, file };
}

/** All checks on a stored calibration run: only from its folder, so that it can be repeated. */
export async function judgeCalibration(folder: string, hostId: string): Promise<Calibration> {
  const summary = await summariseRun(folder);
  const stored = await readStoredRun(folder);
  const measured = new Measured(stored, summary);
  const checks = runChecks(allChecks, measured);
  return describe(stored.run, hostId, checks, findDisturbances(measured.measurements));
}

function describe(
  { id, startedAt, seed, tool }: RunRecord,
  hostId: string,
  checks: CalibrationCheck[],
  disturbances: Pick<Calibration, "warnings" | "isDisturbed">,
): Calibration {
  const passed = checks.filter(({ state }) => state === "passed").length;
  return {
    schema: calibrationSchema,
    ...{ id, hostId, at: startedAt, seed, tool, ...disturbances, passed, of: checks.length, checks },
  };
}

/** K27 and K28 need no lab: they alone are no measurement. */
function isOfThisRun({ id, state }: CalibrationCheck): boolean {
  return state !== "missing" && !/^K2[78]-/.test(id);
}
