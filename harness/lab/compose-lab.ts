import type { TargetAddress } from "../model/protocol.ts";
import type { Leg, Role, Scenario, WorkloadName } from "../model/scenario.ts";
import type { Endpoints } from "./compose-endpoints.ts";
import { expectedPeerOf, resolveEntries } from "./compose-entries.ts";
import { imageOfService } from "./compose-images.ts";
import { checkNames, projectName } from "./compose-names.ts";
import { addressesOf, type LabNetwork, planLabNetworks, prefixed } from "./compose-networks.ts";
import { composeEndpoint, composeTunnelService, ownerLabels } from "./compose-services.ts";

export type { Endpoints } from "./compose-endpoints.ts";
export { renderCompose } from "./compose-render.ts";

export interface LabPlan {
  runId: string;
  instance: number;
  /** A free /22 of 198.18.0.0/15. */
  block: string;
  scenarios: readonly Scenario[];
  endpoints: Endpoints;
  /** Names of the built images by build context (`imageKey`). */
  images: Readonly<Record<string, string>>;
}

export interface ResolvedService {
  /** Key in the compose file: `http-server`, `stunnel-client`. */
  service: string;
  scenario: string | null;
  role: Role;
  image: string;
  /** IPv4 address by network. */
  addresses: Record<string, string>;
}

/** A lab as one compose document, and where everything in it is found. */
export interface ResolvedLab {
  /** Compose's project name. */
  project: string;
  block: string;
  /** Plain values for `renderCompose`. */
  document: Record<string, unknown>;
  networks: { name: string; scenario: string | null; leg: Leg | null; subnet: string }[];
  services: ResolvedService[];
  entries: Record<string, Partial<Record<WorkloadName, TargetAddress>>>;
  /** Address that the services must see as their peer, by scenario. */
  expectedPeer: Record<string, string>;
}

/** A service in the making: what the lists and the document are both drawn from. */
interface Part extends ResolvedService {
  compose: Record<string, unknown>;
}

/** Composes endpoints and scenarios to one lab, DESIGN.md §3; throws `bad-input` where names collide or places run out. */
export function composeLab(plan: LabPlan): ResolvedLab {
  const { runId, block, scenarios } = plan;
  const networks = planLabNetworks(block, scenarios);
  checkNames(
    scenarios,
    networks,
    plan.endpoints.services.map(({ name }) => name),
  );
  const parts = [
    ...endpointParts(plan, networks),
    ...scenarios.flatMap((one) => tunnelParts(one, plan, networks)),
  ];
  const project = projectName(runId);
  return {
    project,
    block,
    document: {
      name: project,
      services: Object.fromEntries(parts.map(({ service, compose }) => [service, compose])),
      networks: Object.fromEntries(networks.map((network) => [network.name, composeNetwork(network, plan)])),
      volumes: composeVolumes(plan),
    },
    networks: networks.map(({ name, scenario, leg, subnet }) => ({ name, scenario, leg, subnet })),
    services: parts.map(({ compose, ...service }) => service),
    entries: Object.fromEntries(scenarios.map((one) => [one.name, resolveEntries(one, networks)])),
    expectedPeer: Object.fromEntries(scenarios.map((one) => [one.name, expectedPeerOf(one, networks)])),
  };
}

function endpointParts(plan: LabPlan, networks: readonly LabNetwork[]): Part[] {
  return plan.endpoints.services.map((spec) => {
    const image = imageOfService(spec, plan.images);
    const compose = composeEndpoint(spec, image, { ...plan, scenario: null }, networks);
    const addresses = addressesOf(spec.name, networks);
    return { service: spec.name, scenario: null, role: spec.role, image, addresses, compose };
  });
}

function tunnelParts(scenario: Scenario, plan: LabPlan, networks: readonly LabNetwork[]): Part[] {
  return scenario.services.map((spec) => {
    const service = prefixed(scenario.name, spec.name);
    const image = imageOfService(spec, plan.images);
    const owner = { ...plan, scenario: scenario.name };
    const compose = composeTunnelService(spec, image, owner, networks, scenario);
    return {
      service,
      scenario: scenario.name,
      role: spec.role,
      image,
      addresses: addressesOf(service, networks),
      compose,
    };
  });
}

function composeNetwork({ scenario, subnet }: LabNetwork, plan: LabPlan): Record<string, unknown> {
  return { internal: true, ipam: { config: [{ subnet }] }, labels: ownerLabels({ ...plan, scenario }) };
}

function composeVolumes(plan: LabPlan): Record<string, unknown> {
  const volumes = plan.scenarios.flatMap(({ name: scenario, volumes: names }) =>
    names.map((name) => [prefixed(scenario, name), { labels: ownerLabels({ ...plan, scenario }) }]),
  );
  return Object.fromEntries(volumes);
}
