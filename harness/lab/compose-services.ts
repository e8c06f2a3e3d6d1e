import type { Scenario, ServiceSpec } from "../model/scenario.ts";
import { imageBuild } from "./compose-images.ts";
import { type LabNetwork, prefixed } from "./compose-networks.ts";
import { labels } from "./labels.ts";
import { type Mount, parseMount } from "./scenario-mounts.ts";
import { dependenciesOf } from "./scenario-pair.ts";

/** Who a thing of the lab belongs to: becomes its labels. */
export interface Owner {
  runId: string;
  instance: number;
  scenario: string | null;
}

type ComposeService = Record<string, unknown>;

/** The same for every container of a lab, so that no tunnel has more than another; DESIGN.md §3. */
const common = {
  cap_drop: ["ALL"],
  security_opt: ["no-new-privileges:true"],
  user: "1000:1000",
  restart: "no",
  // an unknown name stalls 10 s on an internal network otherwise
  dns_opt: ["timeout:1", "attempts:1"],
  logging: { driver: "json-file", options: { "max-size": "1m", "max-file": "1" } },
  pull_policy: "never",
  mem_limit: "1g",
  pids_limit: 256,
};

/** One of the endpoints, as its file has it, in its networks. */
export function composeEndpoint(
  spec: ServiceSpec,
  image: string,
  owner: Owner,
  networks: readonly LabNetwork[],
) {
  const own = { ...spec.compose, ...attach(spec.name, networks) };
  return { ...buildKeys(spec, image), ...common, ...own, labels: serviceLabels(spec, owner) };
}

/** One service of a scenario: what its file says, with the scenario's names in front and the lab's own keys added. */
export function composeTunnelService(
  spec: ServiceSpec,
  image: string,
  owner: Owner,
  networks: readonly LabNetwork[],
  scenario: Scenario,
): ComposeService {
  const { build, image: written, networks: legs, volumes, depends_on: dependencies, ...own } = spec.compose;
  const mounts = Array.isArray(volumes) ? { volumes: composeMounts(spec, scenario) } : {};
  const waits = dependenciesOf(spec, scenario.services).length > 0;
  return {
    ...buildKeys(spec, image),
    ...common,
    ...own,
    ...mounts,
    ...(waits ? { depends_on: composeDependencies(spec, scenario) } : {}),
    ...attach(prefixed(scenario.name, spec.name), networks),
    labels: serviceLabels(spec, owner),
  };
}

/** Labels of whatever belongs to a run. */
export function ownerLabels({ runId, instance, scenario }: Owner): Record<string, string> {
  return {
    [labels.run]: runId,
    [labels.instance]: String(instance),
    ...(scenario === null ? {} : { [labels.scenario]: scenario }),
  };
}

function serviceLabels({ role }: ServiceSpec, owner: Owner): Record<string, string> {
  return { ...ownerLabels(owner), [labels.role]: role };
}

/** The built image's name; `build` stays beside it, so that the file also runs without bench. */
function buildKeys(spec: ServiceSpec, image: string): ComposeService {
  const build = imageBuild(spec);
  return build ? { image, build: { ...build, context: build.context.replaceAll("$", "$$$$") } } : { image };
}

/** A container without a network would get Compose's default one, which leads outside. */
function attach(service: string, networks: readonly LabNetwork[]): ComposeService {
  const attachments = networks.flatMap(({ name, members }) =>
    members
      .filter((member) => member.service === service)
      .map(({ alias, address }) => [name, { aliases: [alias], ipv4_address: address }] as const),
  );
  return attachments.length > 0 ? { networks: Object.fromEntries(attachments) } : { network_mode: "none" };
}

/** Keys are written by the service `keys` alone. */
function composeMounts({ role, compose }: ServiceSpec, scenario: Scenario): string[] {
  const keys = scenario.services.filter((service) => service.role === "keys").flatMap(mountsOf);
  return mountsOf({ compose }).map(({ source, target, readOnly }) => {
    const isReadOnly = readOnly || (role !== "keys" && keys.some((mount) => mount.source === source));
    return `${prefixed(scenario.name, source)}:${target}${isReadOnly ? ":ro" : ""}`;
  });
}

function mountsOf({ compose }: Pick<ServiceSpec, "compose">): Mount[] {
  return ((compose["volumes"] ?? []) as unknown[]).map(parseMount);
}

function composeDependencies(spec: ServiceSpec, scenario: Scenario): Record<string, { condition: string }> {
  const written = spec.compose["depends_on"];
  const conditions = (Array.isArray(written) ? {} : (written ?? {})) as Record<string, { condition: string }>;
  const entries = dependenciesOf(spec, scenario.services).map((name) => {
    const isKeys = scenario.services.some((service) => service.name === name && service.role === "keys");
    const condition = isKeys ? "service_completed_successfully" : conditions[name]?.condition;
    return [prefixed(scenario.name, name), { condition: condition ?? "service_started" }];
  });
  return Object.fromEntries(entries);
}
