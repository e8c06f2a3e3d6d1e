import { join } from "node:path";
import { bundleServices, ensureImage, imageOf, imagesOf, type LabImage } from "../lab/images.ts";
import { BenchError } from "../model/error.ts";
import type { RunRecord, ScenarioRecord } from "../model/run-record.ts";
import { compareWithBases } from "./compare-with-bases.ts";
import type { RunRequest } from "./execute.ts";

/** Images of the endpoints must build; a scenario whose image does not is marked as failed and left out. */
export async function prepareImages(
  request: RunRequest,
  record: RunRecord,
): Promise<{ all: LabImage[]; capture: LabImage }> {
  const { docker, servicesFolder, signal } = request;
  await bundleServices(servicesFolder);
  const capture = await imageOf({ context: join(servicesFolder, "capture") });
  const endpoints = await imagesOf(request.endpoints.services);
  for (const image of [capture, ...endpoints]) {
    signal.throwIfAborted();
    await ensureImage(docker, image, signal);
  }
  const supported = record.scenarios.filter(({ status }) => status === "ok");
  const built = new Map<string, LabImage[]>();
  await Promise.all(
    supported.map(async (entry) => {
      const images = await scenarioImages(request, entry);
      if (images) built.set(entry.name, images);
    }),
  );
  compareWithBases(request, record, built);
  const everything = [capture, ...endpoints, ...[...built.values()].flat()];
  const all = new Map(everything.map((image) => [image.key, image]));
  return { all: [...all.values()], capture };
}

/** Two scenarios may share an image; the second build then finds it done by BuildKit's cache. null: it does not build. */
async function scenarioImages(request: RunRequest, entry: ScenarioRecord): Promise<LabImage[] | null> {
  const scenario = request.scenarios.find(({ name }) => name === entry.name);
  try {
    const images = await imagesOf(scenario?.services ?? []);
    for (const image of images) {
      request.signal.throwIfAborted();
      await ensureImage(request.docker, image, request.signal);
    }
    return images;
  } catch (error) {
    if (request.signal.aborted || !(error instanceof BenchError)) throw error;
    entry.status = "failed";
    entry.reason = [error.message, ...error.hints].join("; ");
    request.progress.warn(`scenario "${entry.name}" failed: ${error.message}`);
    return null;
  }
}
