import type Docker from "dockerode";
import { isLabId } from "./lab-id.ts";
import { labels } from "./labels.ts";

/** Containers of labs, not of runs: all of them, or those of some scenarios. */
export async function labContainers(
  api: Docker,
  scenario: readonly string[],
): Promise<Docker.ContainerInfo[]> {
  const containers = await api.listContainers({ all: true, filters: { label: [labels.run] } });
  const wanted = scenario.flatMap((word) => word.split(","));
  return containers.filter(({ Labels }) => {
    const name = Labels[labels.scenario];
    const isWanted = wanted.includes("all") || (name !== undefined && wanted.includes(name));
    return isWanted && isLabId(Labels[labels.run] ?? "");
  });
}
