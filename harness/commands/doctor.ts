import { existsSync, statfsSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { AddVerb } from "../cli.ts";
import { freeBlocks } from "../lab/addresses.ts";
import { connectDocker } from "../lab/docker.ts";
import { runsOnEngine } from "../lab/remove.ts";
import { usedSubnets } from "../lab/subnets.ts";
import { BenchError, exitCodes } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import { readHostFacts } from "../run/host-facts.ts";
import { setupSteps } from "../setup/setup.ts";
import { checkKibana } from "./doctor-kibana.ts";
import { defaultResultsFolder } from "./folders.ts";

/** `must`: nothing can be measured without it. `info`: decides what a result says, not whether there is one. */
export interface Finding {
  name: string;
  state: "ok" | "missing" | "info";
  text: string;
}

/** `bench doctor`: what this machine has, what is missing, and what to do about it. Exit status 3 when a run cannot start. */
export const addDoctor: AddVerb = (program, io, finish) => {
  program
    .command("doctor")
    .description("check this machine: what a run needs, and what makes it a better or worse instrument")
    .option("--kibana [url]", "also compare the dashboards in Kibana with ours")
    .addHelpText("after", "\nExamples:\n  bench doctor\n  bench doctor --kibana http://127.0.0.1:5601")
    .action(async ({ kibana }: { kibana?: string | true }) => {
      const findings = [
        ...(await checkSetup()),
        ...(await checkEngine(io)),
        ...checkKernel(),
        ...checkHost(io),
        ...(kibana === undefined ? [] : await checkKibana(io, kibana === true ? null : kibana)),
      ];
      const width = Math.max(...findings.map(({ name }) => name.length));
      for (const { name, state, text } of findings)
        io.stdout.write(`${state.padEnd(8)}${name.padEnd(width)}  ${text}\n`);
      finish(findings.some(({ state }) => state === "missing") ? exitCodes.environment : exitCodes.ok);
    });
};

async function checkSetup(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const step of await setupSteps()) {
    const ready = await step.ready();
    findings.push({
      name: step.name,
      state: ready ? "ok" : "missing",
      text: ready ? "" : `bench setup, or: ${step.hint}`,
    });
  }
  return findings;
}

async function checkEngine(io: Io): Promise<Finding[]> {
  try {
    const { api, facts } = await connectDocker(io.env);
    const blocks = freeBlocks(await usedSubnets(api)).length;
    const runs = await runsOnEngine(api);
    return [
      {
        name: "engine",
        state: "ok",
        text: `${facts.engine}, API ${facts.api}, Compose ${facts.compose}, ${facts.storageDriver}, ${facts.cgroupDriver}`,
      },
      {
        name: "lab addresses",
        state: blocks > 0 ? "ok" : "missing",
        text: `${blocks} free /22 blocks in 198.18.0.0/15`,
      },
      {
        name: "left by runs",
        state: "info",
        text: runs.length === 0 ? "nothing" : `${runs.join(", ")} (bench clean)`,
      },
    ];
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    return [{ name: "engine", state: "missing", text: error.message }];
  }
}

function checkKernel(): Finding[] {
  const facts = readHostFacts();
  const tun = existsSync("/dev/net/tun");
  const wireguard = existsSync("/sys/module/wireguard");
  return [
    {
      name: "TUN device",
      state: "info",
      text: tun ? "/dev/net/tun" : "none: scenarios that require it are unsupported here",
    },
    {
      name: "kernel WireGuard",
      state: "info",
      text: wireguard ? "loaded" : "not loaded: used if the kernel can load it, else wireguard-go",
    },
    {
      name: "control groups",
      state: facts.cgroupVersion ? "ok" : "missing",
      text: `version ${facts.cgroupVersion ?? "unknown"}`,
    },
    {
      name: "irq time accounting",
      state: "info",
      text: facts.irqTimeAccounting === null ? "unknown" : facts.irqTimeAccounting ? "on" : "off",
    },
  ];
}

function checkHost(io: Io): Finding[] {
  const { hypervisor } = readHostFacts();
  const { bavail, bsize } = statfsSync(io.cwd);
  const freeGiB = (bavail * bsize) / 2 ** 30;
  const cpus = availableParallelism();
  return [
    {
      name: "processors",
      state: "info",
      text: `${cpus}${cpus < 4 ? ": generator and tunnels share them, so the grade is at most B" : ""}`,
    },
    { name: "hypervisor", state: "info", text: hypervisor ?? "unknown" },
    { name: "disk", state: freeGiB > 1 ? "ok" : "missing", text: `${freeGiB.toFixed(1)} GiB free here` },
    { name: "results", state: "info", text: defaultResultsFolder(io) },
  ];
}
