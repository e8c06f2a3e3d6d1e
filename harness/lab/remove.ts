import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { BenchError } from "../model/error.ts";
import { labels } from "./labels.ts";

/** How much was removed, by kind. */
export interface Removed {
  containers: number;
  networks: number;
  volumes: number;
}

/** Ids of all runs that have something on this engine. */
export async function runsOnEngine(api: Docker): Promise<string[]> {
  const filters = { label: [labels.run] };
  const [containers, networks, { Volumes }] = await Promise.all([
    api.listContainers({ all: true, filters }),
    api.listNetworks({ filters }),
    api.listVolumes({ filters }),
  ]);
  const found = [...containers, ...networks, ...(Volumes ?? [])].map((item) => item.Labels?.[labels.run]);
  return [...new Set(found.filter((id) => id !== undefined))].sort();
}

/** So often it is looked for what is left: an engine that was starting a container when it was told to remove it. */
const rounds = 5;
const pauseMs = 200;

/**
 * Removes all containers, then networks and volumes of a run, by label, until none is left; counts what is gone. The
 * one way in which labs end: after success, failure, Ctrl-C, and by `bench clean`. Throws `environment` with what the
 * engine would not remove.
 */
export async function removeRun(api: Docker, runId: string): Promise<Removed> {
  const before = await listRun(api, runId);
  let refusals: string[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round > 0) await sleep(pauseMs);
    refusals = await removeOnce(api, runId);
    const left = await listRun(api, runId);
    if (left.containers.length + left.networks.length + left.volumes.length > 0) continue;
    const { containers, networks, volumes } = before;
    return { containers: containers.length, networks: networks.length, volumes: volumes.length };
  }
  throw new BenchError(
    `docker did not remove everything of "${runId}": ${refusals[0] ?? "no reason given"}`,
    {
      code: "environment",
      hints: ['"bench clean" tries again', ...refusals.slice(1, 3)],
    },
  );
}

interface RunObjects {
  containers: string[];
  networks: string[];
  volumes: string[];
}

async function listRun(api: Docker, runId: string): Promise<RunObjects> {
  const filters = { label: [`${labels.run}=${runId}`] };
  const [containers, networks, { Volumes }] = await Promise.all([
    api.listContainers({ all: true, filters }),
    api.listNetworks({ filters }),
    api.listVolumes({ filters }),
  ]);
  return {
    containers: containers.map(({ Id }) => Id),
    networks: networks.map(({ Id }) => Id),
    volumes: (Volumes ?? []).map(({ Name }) => Name),
  };
}

/** Tries everything once, containers first, because they hold the others; returns what the engine said against it. */
async function removeOnce(api: Docker, runId: string): Promise<string[]> {
  const { containers, networks, volumes } = await listRun(api, runId);
  const first = await Promise.allSettled(
    containers.map((id) => api.getContainer(id).remove({ force: true, v: true })),
  );
  const second = await Promise.allSettled([
    ...networks.map((id) => api.getNetwork(id).remove()),
    ...volumes.map((name) => api.getVolume(name).remove()),
  ]);
  const failed = [...first, ...second].filter((result) => result.status === "rejected");
  return failed.map(({ reason }) => (reason as Error).message);
}
