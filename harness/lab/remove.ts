import type Docker from "dockerode";
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

/**
 * Removes all containers, then networks and volumes of a run, by label; what is gone already counts as removed.
 * The one way in which labs end: after success, failure, Ctrl-C, and by `bench clean`.
 */
export async function removeRun(api: Docker, runId: string): Promise<Removed> {
  const filters = { label: [`${labels.run}=${runId}`] };
  const containers = await api.listContainers({ all: true, filters });
  await Promise.all(
    containers.map(({ Id }) => settleGone(api.getContainer(Id).remove({ force: true, v: true }))),
  );
  const [networks, { Volumes }] = await Promise.all([
    api.listNetworks({ filters }),
    api.listVolumes({ filters }),
  ]);
  const volumes = Volumes ?? [];
  await Promise.all([
    ...networks.map(({ Id }) => settleGone(api.getNetwork(Id).remove())),
    ...volumes.map(({ Name }) => settleGone(api.getVolume(Name).remove())),
  ]);
  return { containers: containers.length, networks: networks.length, volumes: volumes.length };
}

/** 404: somebody removed it first. 409: its removal is under way. */
async function settleGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const status = (error as { statusCode?: number }).statusCode;
    if (status !== 404 && status !== 409) throw error;
  }
}
