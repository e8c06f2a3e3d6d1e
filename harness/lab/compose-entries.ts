import type { TargetAddress } from "../model/protocol.ts";
import type { Entry, Scenario, WorkloadName } from "../model/scenario.ts";
import { type LabNetwork, prefixed } from "./compose-networks.ts";
import { endpointEntries } from "./scenario-pair.ts";

/** Where the generator connects for each workload of a scenario; addresses, so that no name is looked up. */
export function resolveEntries(
  scenario: Scenario,
  networks: readonly LabNetwork[],
): Partial<Record<WorkloadName, TargetAddress>> {
  const isPair = scenario.services.length > 0;
  const network = prefixed(scenario.name, isPair ? "client" : "wire");
  const resolved = (Object.entries(scenario.entry) as [WorkloadName, Entry][]).map(([workload, entry]) => {
    const { protocol, port } = entry;
    const service = isPair ? prefixed(scenario.name, entry.service) : entry.service;
    const address = { protocol, host: addressOn(network, service, networks), port };
    const { service: host, port: targetPort } = endpointEntries[workload];
    return [workload, protocol === "tcp" ? address : { ...address, socksTarget: { host, port: targetPort } }];
  });
  return Object.fromEntries(resolved);
}

/** The address that the services must see as their peer: the tunnel server's, or the generator's where there is no pair. */
export function expectedPeerOf(scenario: Scenario, networks: readonly LabNetwork[]): string {
  if (scenario.services.length === 0)
    return addressOn(prefixed(scenario.name, "wire"), "generator", networks);
  return addressOn(prefixed(scenario.name, "server"), prefixed(scenario.name, "server"), networks);
}

function addressOn(network: string, service: string, networks: readonly LabNetwork[]): string {
  const members = networks.find(({ name }) => name === network)?.members ?? [];
  const found = members.find((member) => member.service === service);
  if (!found) throw new Error(`"${service}" is not on the network "${network}"`);
  return found.address;
}
