import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type Docker from "dockerode";
import { explainDisk } from "../model/disk.ts";
import { BenchError } from "../model/error.ts";
import type { Scenario } from "../model/scenario.ts";
import { freeBlocks } from "./addresses.ts";
import { composeLab, type Endpoints, type ResolvedLab, renderCompose } from "./compose-lab.ts";
import type { DockerHost } from "./docker.ts";
import { lastLines } from "./process.ts";
import { removeRun } from "./remove.ts";
import { usedSubnets } from "./subnets.ts";

export interface LabRequest {
  docker: DockerHost;
  runId: string;
  instance: number;
  scenarios: readonly Scenario[];
  endpoints: Endpoints;
  /** Image reference by build context. */
  images: Readonly<Record<string, string>>;
  /** Folder for `compose.yaml`. */
  folder: string;
  signal: AbortSignal;
}

/** Containers and networks exist, nothing runs. */
export interface CreatedLab extends AsyncDisposable {
  readonly request: LabRequest;
  readonly resolved: ResolvedLab;
  readonly composeFile: string;
  container(service: string): Docker.Container;
}

/** So many blocks are tried when another program takes the address range in between. */
const blockAttempts = 8;

/**
 * Creates all containers and networks of the lab in a free block of addresses. Throws `environment` when no block is
 * free, and what Compose said when it refuses.
 */
export async function createLab(request: LabRequest): Promise<CreatedLab> {
  const blocks = freeBlocks(await usedSubnets(request.docker.api)).slice(0, blockAttempts);
  for (const block of blocks) {
    request.signal.throwIfAborted();
    const lab = await createInBlock(request, block);
    if (lab) return lab;
  }
  throw new BenchError("no free /22 block of addresses in 198.18.0.0/15", {
    code: "environment",
    hints: [
      '"bench clean" removes the networks that broken runs left',
      '"docker network ls" shows who holds the others',
    ],
  });
}

/** The created lab, or null when the block is taken after all; whatever was made by then is removed. */
async function createInBlock(request: LabRequest, block: string): Promise<CreatedLab | null> {
  const composeFile = join(request.folder, "compose.yaml");
  const resolved = composeLab({ ...request, block });
  await explainDisk(request.folder, () => writeFile(composeFile, renderCompose(resolved.document)));
  const project = ["--project-name", resolved.project, "--file", composeFile, "--progress", "quiet"];
  try {
    const create = ["compose", ...project, "create", "--no-build", "--pull", "never"];
    const { exitCode, stderr } = await request.docker.cli(create);
    if (exitCode === 0) return await createdLab(request, resolved, composeFile);
    if (!/pool overlaps/i.test(stderr)) throw refusedByCompose(stderr);
  } catch (error) {
    await removeRun(request.docker.api, request.runId);
    throw error;
  }
  await removeRun(request.docker.api, request.runId);
  return null;
}

async function createdLab(
  request: LabRequest,
  resolved: ResolvedLab,
  composeFile: string,
): Promise<CreatedLab> {
  const filters = { label: [`com.docker.compose.project=${resolved.project}`] };
  const containers = await request.docker.api.listContainers({ all: true, filters });
  const ids = new Map(containers.map(({ Id, Labels }) => [Labels["com.docker.compose.service"], Id]));
  return {
    request,
    resolved,
    composeFile,
    container(service) {
      const id = ids.get(service);
      if (!id) throw new Error(`no container for service "${service}"`);
      return request.docker.api.getContainer(id);
    },
    async [Symbol.asyncDispose]() {
      await removeRun(request.docker.api, request.runId);
    },
  };
}

/**
 * Starts the services and waits until Compose has done so; one-shot services that others depend on have ended by then.
 * Never with recreation: a second `keys` run would change the keys under a live tunnel.
 */
export async function startServices(lab: CreatedLab, services: readonly string[]): Promise<void> {
  const project = ["--project-name", lab.resolved.project, "--file", lab.composeFile, "--progress", "quiet"];
  const up = ["up", "--detach", "--no-recreate", "--no-build", "--pull", "never", "--quiet-pull"];
  const result = await lab.request.docker.cli(["compose", ...project, ...up, ...services], {
    timeoutMs: 60_000,
    signal: lab.request.signal,
  });
  if (result.exitCode === 0) return;
  const dead = await deadContainers(lab, services);
  throw new BenchError(
    dead[0] ?? `compose could not start it: ${lastLines(result.stderr, 1)[0] ?? "no reason given"}`,
    {
      code: "scenario-failed",
      hints: dead.slice(1),
    },
  );
}

/** A sentence for each of the services that has ended, with the last line that it logged. */
export async function deadContainers(lab: CreatedLab, services: readonly string[]): Promise<string[]> {
  const sentences = await Promise.all(
    services.map(async (service) => {
      const { State, HostConfig } = await lab.container(service).inspect();
      if (State.Running || State.Status === "created" || State.ExitCode === 0) return null;
      const logged = HostConfig.LogConfig?.Type === "none" ? "" : await readLog(lab.container(service), 5);
      const [line] = lastLines(logged, 1);
      return `container "${service}" exited with code ${State.ExitCode}${line ? `: ${line}` : ""}`;
    }),
  );
  return sentences.filter((sentence) => sentence !== null);
}

/** The last lines that a container wrote to its two outputs. */
export async function readLog(container: Docker.Container, tail: number): Promise<string> {
  const framed = (await container.logs({
    stdout: true,
    stderr: true,
    tail,
    follow: false,
  })) as unknown as Buffer;
  return unframe(framed);
}

/** The Engine's multiplexed stream: 1 byte stream, 3 zero bytes, 4 bytes length, then the text (Engine API, attach). */
export function unframe(framed: Buffer): string {
  let text = "";
  for (let offset = 0; offset + 8 <= framed.length; ) {
    const length = framed.readUInt32BE(offset + 4);
    text += framed.toString("utf8", offset + 8, offset + 8 + length);
    offset += 8 + length;
  }
  return text;
}

function refusedByCompose(stderr: string): BenchError {
  return new BenchError(`docker compose refused the lab: ${lastLines(stderr, 1)[0] ?? "no reason given"}`, {
    code: "environment",
    hints: [
      '"bench lab config --scenario X" prints what was asked of it',
      ...lastLines(stderr, 4).slice(0, -1),
    ],
  });
}
