import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { AddVerb } from "../cli.ts";
import { connectDocker } from "../lab/docker.ts";
import { labContainers } from "../lab/lab-containers.ts";
import { isLabId } from "../lab/lab-id.ts";
import { labels } from "../lab/labels.ts";
import { removeRun, runsOnEngine } from "../lab/remove.ts";
import { readLog } from "../lab/start-lab.ts";
import { exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import { renderColumns } from "./columns.ts";
import { defaultResultsFolder } from "./folders.ts";
import { printConfig, startLab } from "./lab-up.ts";

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
  const verb = (name: string, text: string, work: (scenario: string[], io: Io) => Promise<void>) =>
    lab
      .command(name)
      .description(text)
      .option("-s, --scenario <names...>", "scenarios, as for run", ["all"])
      .action(async ({ scenario }: LabOptions) => {
        await work(scenario, io);
        finish(exitCodes.ok);
      });
  verb("up", "start the lab of the scenarios and leave it running", startLab);
  verb("down", 'remove the labs that "lab up" started, or those with a scenario', down);
  verb("ps", "containers of the labs, with their state", list);
  verb("logs", "the last log lines of the labs' containers", logs);
  verb("config", "print the one compose file that the scenarios resolve to", printConfig);
};

async function down(scenario: string[], io: Io): Promise<void> {
  const { api } = await connectDocker(io.env);
  const all = (await runsOnEngine(api)).filter(isLabId);
  const chosen = new Set((await labContainers(api, scenario)).map(({ Labels }) => Labels[labels.run]));
  const ids = scenario.includes("all") ? all : all.filter((id) => chosen.has(id));
  for (const id of ids) {
    const { containers } = await removeRun(api, id);
    await rm(join(defaultResultsFolder(io), id), { recursive: true, force: true });
    io.stdout.write(`${id}: removed ${containers} containers\n`);
  }
  if (ids.length === 0) io.stdout.write("no such lab is up\n");
}

async function list(scenario: string[], io: Io): Promise<void> {
  const { api } = await connectDocker(io.env);
  const rows = (await labContainers(api, scenario)).map(({ Labels, Names, State, Status }) => [
    Labels[labels.run] ?? "",
    Names[0]?.replace("/", "") ?? "",
    Labels[labels.role] ?? "",
    State,
    Status,
  ]);
  const header = ["lab", "container", "role", "state", "since"];
  io.stdout.write(
    rows.length === 0 ? "no such lab is up\n" : renderColumns([header, ...rows], io.stdout.columns),
  );
}

async function logs(scenario: string[], io: Io): Promise<void> {
  const { api } = await connectDocker(io.env);
  for (const { Id, Names } of await labContainers(api, scenario)) {
    const container = api.getContainer(Id);
    const { HostConfig } = await container.inspect();
    const silent = HostConfig.LogConfig?.Type === "none";
    const text = silent ? "(keeps no log: its output is the protocol)\n" : await readLog(container, 100);
    io.stdout.write(`== ${Names[0]?.replace("/", "")}\n${text}`);
  }
}
