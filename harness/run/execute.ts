import { randomBytes } from "node:crypto";
import { hold, measuringName, runName, tryHold } from "../lab/alive.ts";
import type { EndpointsFile } from "../lab/compose-endpoints.ts";
import type { DockerHost } from "../lab/docker.ts";
import { Interruption } from "../model/error.ts";
import type { Plan, Profile } from "../model/plan.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Scenario } from "../model/scenario.ts";
import { createRunFolder } from "../store/run-folder.ts";
import { runInstance } from "./instance.ts";
import { newRecord } from "./new-record.ts";
import { prepareImages } from "./prepare-images.ts";
import type { Progress } from "./progress.ts";
import { RunContext } from "./run-context.ts";

export interface RunRequest {
  docker: DockerHost;
  scenarios: readonly Scenario[];
  /** Names that the user typed, as opposed to references and `all`: unsupported ones of these are an error. */
  explicit: readonly string[];
  endpoints: EndpointsFile;
  profile: Profile;
  /** Where the profile departs from its reference, in words. */
  deviations: readonly string[];
  seed: string;
  resultsFolder: string;
  servicesFolder: string;
  command: readonly string[];
  progress: Progress;
  signal: AbortSignal;
  /**
   * Makes the plan from the scenarios that are supported here.
   * @default `planRun` of the profile
   */
  planner?: (scenarios: readonly Scenario[]) => Plan;
  /** Where else the run is stored; it must neither throw nor take long. */
  sink?: RunSink;
}

/** Stores a run elsewhere while it goes on. */
export interface RunSink {
  /** Before anything is measured. */
  open(record: RunRecord): Promise<void>;
  /** Between two phases, when everything up to here is in the folder. */
  pause(record: RunRecord, folder: string): Promise<void>;
}

/** What a run ended with; the record and everything measured are on the disk by then. */
export interface RunOutcome {
  record: RunRecord;
  folder: string;
  /** Why it ended early; null when it went to its end. */
  failure: unknown;
}

/**
 * Does everything between the request and the analysis. Throws before anything starts for what makes the run
 * impossible; afterwards every failure is in the outcome, the lab is removed and what was measured is kept.
 */
export async function executeRun(request: RunRequest): Promise<RunOutcome> {
  const record = await newRecord(request);
  const folder = await createRunFolder(request.resultsFolder, record.id);
  await using _alive = await tryHold(runName(record.id));
  await folder.writeRun(record);
  let failure: unknown = null;
  try {
    await buildAndMeasure(request, record, folder);
    record.status = "complete";
  } catch (error) {
    failure = error;
    record.status = request.signal.reason instanceof Interruption ? "interrupted" : "failed";
    record.statusReason = (error as Error).message;
  } finally {
    request.progress.done();
  }
  record.endedAt = new Date().toISOString();
  await folder.writeRun(record).catch((error: unknown) => {
    failure ??= error; // the disk that refused the samples refuses the record too: the first error is the one to tell
  });
  return { record, folder: folder.path, failure };
}

async function buildAndMeasure(
  request: RunRequest,
  record: RunRecord,
  folder: Awaited<ReturnType<typeof createRunFolder>>,
): Promise<void> {
  const { signal, progress } = request;
  const waiting = () => progress.warn("another run is measuring on this machine; waiting for it to end");
  // building would disturb the other run's measurement as much as measuring would
  await using _turn = await hold(measuringName, signal, waiting);
  await request.sink?.open(record);
  progress.step("building images");
  const images = await prepareImages(request, record);
  const captureImage = images.capture.reference;
  const context = new RunContext({ ...request, folder, record, images: images.all, captureImage });
  for (let instance = 0; instance < request.profile.instances; instance++)
    await runInstance(context, instance);
}

/** A seed for a run that names none. */
export function freshSeed(): string {
  return randomBytes(8).toString("hex");
}
