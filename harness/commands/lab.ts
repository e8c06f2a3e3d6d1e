import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import type { AddVerb } from "../cli.ts";
import { freeBlocks } from "../lab/addresses.ts";
import { type EndpointsFile, readEndpoints } from "../lab/compose-endpoints.ts";
import { composeLab, renderCompose } from "../lab/compose-lab.ts";
import { connectDocker, type DockerHost } from "../lab/docker.ts";
import { bundleServices, ensureImage, imagesOf, type LabImage } from "../lab/images.ts";
import { isLabId, newLabId } from "../lab/lab-id.ts";
import { labels } from "../lab/labels.ts";
import { removeRun, runsOnEngine } from "../lab/remove.ts";
import { createLab, readLog, startServices } from "../lab/start-lab.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { Scenario } from "../model/scenario.ts";
import { renderColumns } from "./columns.ts";
import { composeFolder, defaultResultsFolder, servicesFolder } from "./folders.ts";
import { chooseScenarios } from "./scenario-choice.ts";

interface LabOptions {
  scenario: string[];
}

/** `bench lab`: a lab to look at, without measuring; it stays until it is taken down. */
export const addLab: AddVerb = (program, io, finish) => {
  const lab = program
    .command("lab")
    .description("start a lab and keep it, look at it, take it down")
    .addHelpText(
      "after",
      "\nExamples:\n  bench lab up --scenario stunnel\n  bench lab ps\n  bench lab config --scenario stunnel > compose.yaml\n  bench lab down",
    );
  const verb = (name: string, text: string, work: (options: LabOptions) => Promise<void>): Command =>
    lab
      .command(name)
      .description(text)
      .option("-s, --scenario <names...>", "scenarios, as for run", ["all"])
      .action(async (options: LabOptions) => {
        await work(options);
        finish(exitCodes.ok);
      });
  verb("up", "start the lab of the scenarios and leave it running", (options) => up(options, io));
  verb("down", 'remove the labs that "lab up" started', () => down(io));
  verb("ps", "containers of the labs, with their state", (options) => list(options, io));
  verb("logs", "the last log lines of the lab's containers", (options) => logs(options, io));
  verb("config", "print the one compose file that the scenarios resolve to", (options) =>
    config(options, io),
  );
};

async function up(options: LabOptions, io: Io): Promise<void> {
  const docker = await connectDocker(io.env);
  const { scenarios } = await chooseScenarios(options.scenario, { only: true });
  const runId = newLabId();
  const folder = join(defaultResultsFolder(io), runId);
  await mkdir(folder, { recursive: true });
  const endpoints = await readEndpoints(`${composeFolder}/endpoints.yaml`);
  const images = await buildAll(docker, scenarios, endpoints, io);
  const lab = await createLab({
    docker,
    runId,
    instance: 0,
    scenarios,
    endpoints,
    images,
    folder,
    signal: io.signal,
  });
  try {
    await startServices(
      lab,
      lab.resolved.services.filter(({ scenario }) => scenario === null).map(({ service }) => service),
    );
    await startServices(
      lab,
      lab.resolved.services.map(({ service }) => service),
    );
  } catch (error) {
    await removeRun(docker.api, runId);
    throw error;
  }
  io.stdout.write(`${runId} is up; its compose file: ${lab.composeFile}\n"bench lab down" removes it\n`);
}

async function down(io: Io): Promise<void> {
  const { api } = await connectDocker(io.env);
  const ids = (await runsOnEngine(api)).filter(isLabId);
  for (const id of ids) {
    const { containers } = await removeRun(api, id);
    io.stdout.write(`${id}: removed ${containers} containers\n`);
  }
  if (ids.length === 0) io.stdout.write("no lab is up\n");
}

async function list({ scenario }: LabOptions, io: Io): Promise<void> {
  const containers = await labContainers(io, scenario);
  const rows = containers.map(({ Labels, Names, State, Status }) => [
    Labels[labels.run] ?? "",
    Names[0]?.replace("/", "") ?? "",
    Labels[labels.role] ?? "",
    State,
    Status,
  ]);
  if (rows.length === 0) io.stdout.write("no lab is up\n");
  else
    io.stdout.write(
      renderColumns([["lab", "container", "role", "state", "since"], ...rows], io.stdout.columns),
    );
}

async function logs({ scenario }: LabOptions, io: Io): Promise<void> {
  const docker = await connectDocker(io.env);
  for (const { Id, Names } of await labContainers(io, scenario)) {
    const container = docker.api.getContainer(Id);
    const { HostConfig } = await container.inspect();
    const text =
      HostConfig.LogConfig?.Type === "none"
        ? "(keeps no log: its output carries the protocol)\n"
        : await readLog(container, 100);
    io.stdout.write(`== ${Names[0]?.replace("/", "")}\n${text}`);
  }
}

async function labContainers(io: Io, scenario: readonly string[]) {
  const { api } = await connectDocker(io.env);
  const containers = await api.listContainers({ all: true, filters: { label: [labels.run] } });
  const wanted = scenario.flatMap((word) => word.split(","));
  return containers.filter(({ Labels }) => {
    const name = Labels[labels.scenario];
    return wanted.includes("all") || (name !== undefined && wanted.includes(name));
  });
}

async function config(options: LabOptions, io: Io): Promise<void> {
  const { scenarios } = await chooseScenarios(options.scenario, { only: true });
  const endpoints = await readEndpoints(`${composeFolder}/endpoints.yaml`);
  const [block] = freeBlocks([]);
  if (!block) throw new BenchError("no block of addresses", { code: "environment" });
  await bundleServices(servicesFolder);
  const images = namesOf(await labImages(scenarios, endpoints));
  const { document } = composeLab({ runId: "lab-0000", instance: 0, block, scenarios, endpoints, images });
  io.stdout.write(renderCompose(document));
}

async function buildAll(
  docker: DockerHost,
  scenarios: readonly Scenario[],
  endpoints: EndpointsFile,
  io: Io,
): Promise<Record<string, string>> {
  await bundleServices(servicesFolder);
  const images = await labImages(scenarios, endpoints);
  for (const image of images) {
    io.signal.throwIfAborted();
    await ensureImage(docker, image);
  }
  return namesOf(images);
}

function labImages(scenarios: readonly Scenario[], endpoints: EndpointsFile): Promise<LabImage[]> {
  return imagesOf([...endpoints.services, ...scenarios.flatMap(({ services }) => services)]);
}

function namesOf(images: readonly LabImage[]): Record<string, string> {
  return Object.fromEntries(images.map(({ key, reference }) => [key, reference]));
}
