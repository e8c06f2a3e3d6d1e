import { readFile } from "node:fs/promises";
import type Docker from "dockerode";
import { parseRoutes } from "../model/routes.ts";

/** Subnets that are taken on this machine: by networks of the engine, and by the machine's own routes. */
export async function usedSubnets(api: Docker): Promise<string[]> {
  const [networks, routes] = await Promise.all([api.listNetworks(), readFile("/proc/net/route", "utf8")]);
  const ofEngine = networks.flatMap((network) => (network.IPAM?.Config ?? []).map(({ Subnet }) => Subnet));
  const ofHost = parseRoutes(routes)
    .map(({ subnet }) => subnet)
    .filter((subnet) => subnet !== "0.0.0.0/0");
  return [...ofEngine, ...ofHost].filter((subnet) => subnet !== undefined);
}
