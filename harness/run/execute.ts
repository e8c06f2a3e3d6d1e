import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { hold, measuringName, runName, tryHold } from "../lab/alive.ts";
import type { EndpointsFile } from "../lab/compose-endpoints.ts";
import type { DockerHost } from "../lab/docker.ts";
import { bundleServices, ensureImage, imageOf, imagesOf, type LabImage } from "../lab/images.ts";
import { missingRequirement } from "../lab/requirements.ts";
import { BenchError, Interruption } from "../model/error.ts";
import type { Profile } from "../model/plan.ts";
import { newRunId } from "../model/run-id.ts";
import { type RunRecord, runSchema, type ScenarioRecord } from "../model/run-record.ts";
import type { Scenario } from "../model/scenario.ts";
import { toolVersion } from "../model/tool.ts";
import { createRunFolder } from "../store/run-folder.ts";
import { readHostFacts } from "./host-facts.ts";
import { runInstance } from "./instance.ts";
import { planRun } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { RunContext } from "./run-context.ts";
import { readCommit } from "./tool-commit.ts";

export interface RunRequest {
  docker: DockerHost;
  scenarios: readonly Scenario[];
  /** Names that the user typed, as opposed to references and `all`: unsupported ones of these are an error. */
  explicit: readonly string[];
  endpoints: EndpointsFile;
  profile: Profile;
  seed: string;
  resultsFolder: string;
  servicesFolder: string;
  command: readonly string[];
  progress: Progress;
  signal: AbortSignal;
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
  progress.step("building images");
  const images = await prepareImages(request, record);
  const captureImage = images.capture.reference;
  const context = new RunContext({ ...request, folder, record, images: images.all, captureImage });
  for (let instance = 0; instance < request.profile.instances; instance++)
    await runInstance(context, instance);
}

/** Images of the endpoints must build; a scenario whose image does not is marked as failed and left out. */
async function prepareImages(
  request: RunRequest,
  record: RunRecord,
): Promise<{ all: LabImage[]; capture: LabImage }> {
  const { docker, servicesFolder, signal } = request;
  await bundleServices(servicesFolder);
  const capture = await imageOf({ context: join(servicesFolder, "capture") });
  const endpoints = await imagesOf(request.endpoints.services);
  for (const image of [capture, ...endpoints]) {
    signal.throwIfAborted();
    await ensureImage(docker, image);
  }
  const ofScenarios = await Promise.all(
    record.scenarios.filter(({ status }) => status === "ok").map((entry) => scenarioImages(request, entry)),
  );
  const all = new Map([capture, ...endpoints, ...ofScenarios.flat()].map((image) => [image.key, image]));
  return { all: [...all.values()], capture };
}

/** Two scenarios may share an image; the second build then finds it done by BuildKit's cache. */
async function scenarioImages(request: RunRequest, entry: ScenarioRecord): Promise<LabImage[]> {
  const scenario = request.scenarios.find(({ name }) => name === entry.name);
  try {
    const images = await imagesOf(scenario?.services ?? []);
    for (const image of images) {
      request.signal.throwIfAborted();
      await ensureImage(request.docker, image);
    }
    return images;
  } catch (error) {
    if (request.signal.aborted || !(error instanceof BenchError)) throw error;
    entry.status = "failed";
    entry.reason = [error.message, ...error.hints].join("; ");
    request.progress.warn(`scenario "${entry.name}" failed: ${error.message}`);
    return [];
  }
}

async function newRecord(request: RunRequest): Promise<RunRecord> {
  const { scenarios, profile, seed, command, explicit } = request;
  const now = new Date();
  const entries = scenarios.map(scenarioRecord);
  refuseUnsupported(entries, explicit);
  return {
    schema: runSchema,
    id: newRunId(now),
    startedAt: now.toISOString(),
    endedAt: null,
    status: "running",
    statusReason: null,
    tool: { version: toolVersion(), ...(await readCommit()) },
    request: {
      command: [...command],
      scenarios: scenarios.map(({ name }) => name),
      explicit: explicit.length > 0,
    },
    seed,
    epochNs: process.hrtime.bigint().toString(),
    plan: planRun({
      profile,
      scenarios: scenarios.filter((_, index) => entries[index]?.status === "ok"),
      seed,
    }),
    host: readHostFacts(),
    docker: request.docker.facts,
    subnet: "",
    scenarios: entries,
    containers: [],
    endpoints: [],
    timeline: [],
  };
}

function scenarioRecord(scenario: Scenario): ScenarioRecord {
  const { name, file, title, cipher, encrypts, authenticates, modifiesServices } = scenario;
  const reason = missingRequirement(scenario);
  const status = reason === null ? "ok" : "unsupported";
  return {
    name,
    file,
    title,
    implementation: null,
    cipher,
    encrypts,
    authenticates,
    modifiesServices,
    status,
    reason,
    readyMs: null,
  };
}

function refuseUnsupported(entries: readonly ScenarioRecord[], explicit: readonly string[]): void {
  const refused = entries.filter(({ name, status }) => status === "unsupported" && explicit.includes(name));
  if (refused.length === 0) return;
  throw new BenchError(
    refused.map(({ name, reason }) => `scenario "${name}" is unsupported here: ${reason}`).join("\n"),
    {
      code: "environment",
      hints: ['"bench list" shows what this machine can run; "bench doctor" says what is missing'],
    },
  );
}

/** A seed for a run that names none. */
export function freshSeed(): string {
  return randomBytes(8).toString("hex");
}
