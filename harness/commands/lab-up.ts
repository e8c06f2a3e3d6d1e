import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { freeBlocks } from "../lab/addresses.ts";
import { type EndpointsFile, readEndpoints } from "../lab/compose-endpoints.ts";
import { composeLab, renderCompose } from "../lab/compose-lab.ts";
import { connectDocker } from "../lab/docker.ts";
import { bundleServices, ensureImage, imagesOf, type LabImage } from "../lab/images.ts";
import { newLabId } from "../lab/lab-id.ts";
import { removeRun } from "../lab/remove.ts";
import { type CreatedLab, createLab, startServices } from "../lab/start-lab.ts";
import { explainDisk } from "../model/disk.ts";
import { BenchError } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { Scenario } from "../model/scenario.ts";
import { composeFolder, defaultResultsFolder, servicesFolder } from "./folders.ts";
import { chooseScenarios } from "./scenario-choice.ts";

interface LabParts extends AsyncDisposable {
  scenarios: Scenario[];
  endpoints: EndpointsFile;
  images: LabImage[];
}

/** `bench lab up`: starts the lab of the scenarios and leaves it; whatever fails or is interrupted is removed again. */
export async function startLab(words: string[], io: Io): Promise<void> {
  const docker = await connectDocker(io.env);
  await using parts = await labParts(words);
  const { scenarios, endpoints, images } = parts;
  for (const image of images) {
    io.signal.throwIfAborted();
    await ensureImage(docker, image, io.signal);
  }
  const runId = newLabId();
  const folder = join(defaultResultsFolder(io), runId);
  await explainDisk(folder, () => mkdir(folder, { recursive: true }));
  const common = { docker, runId, instance: 0, scenarios, endpoints, folder, signal: io.signal };
  try {
    const lab = await createLab({ ...common, images: namesOf(images) });
    await startAll(lab);
    io.signal.throwIfAborted();
    io.stdout.write(`${runId} is up; its compose file: ${lab.composeFile}\n"bench lab down" removes it\n`);
  } catch (error) {
    await removeRun(docker.api, runId);
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** `bench lab config`: the resolved compose file, as a run would write it in a free block of addresses. */
export async function printConfig(words: string[], io: Io): Promise<void> {
  await using parts = await labParts(words);
  const { scenarios, endpoints, images } = parts;
  const [block] = freeBlocks([]);
  if (!block) throw new BenchError("no block of addresses", { code: "environment" });
  const names = namesOf(images);
  const { document } = composeLab({
    ...{ runId: "lab-0000", instance: 0, block },
    ...{ scenarios, endpoints, images: names },
  });
  io.stdout.write(renderCompose(document));
}

async function labParts(words: readonly string[]): Promise<LabParts> {
  await using stack = new AsyncDisposableStack();
  const { scenarios } = stack.use(await chooseScenarios(words, { only: true }));
  const endpoints = await readEndpoints(`${composeFolder}/endpoints.yaml`);
  await bundleServices(servicesFolder);
  const services = [...endpoints.services, ...scenarios.flatMap((scenario) => scenario.services)];
  const images = await imagesOf(services);
  const owner = stack.move();
  return { scenarios, endpoints, images, [Symbol.asyncDispose]: () => owner.disposeAsync() };
}

/** Endpoints first: a tunnel server looks up their names when it starts. */
async function startAll(lab: CreatedLab): Promise<void> {
  const names = (own: boolean) =>
    lab.resolved.services.filter(({ scenario }) => (scenario === null) === own).map(({ service }) => service);
  await startServices(lab, names(true));
  await startServices(lab, names(false));
}

function namesOf(images: readonly LabImage[]): Record<string, string> {
  return Object.fromEntries(images.map(({ key, reference }) => [key, reference]));
}
