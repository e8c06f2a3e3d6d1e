import { type Leg, legs, type Scenario } from "../model/scenario.ts";
import { slugOf } from "../model/scenario-name.ts";
import { planNetworks } from "./addresses.ts";

/** A service on a network, under the name by which the others find it there. */
export interface Member {
  service: string;
  alias: string;
  address: string;
}

export interface LabNetwork {
  /** Key in the compose file, `stunnel-wire`; Compose puts the project's name before it. */
  name: string;
  /** null for the network of the endpoints alone. */
  scenario: string | null;
  leg: Leg | null;
  subnet: string;
  members: Member[];
}

interface Draft extends Omit<LabNetwork, "subnet" | "members"> {
  members: Omit<Member, "address">[];
}

/**
 * All networks of a lab with a fixed address for everyone on them. A scenario with a tunnel pair has the legs that its
 * services use; one without has a wire between the endpoints. MQTT server and broker have a network of their own.
 */
export function planLabNetworks(block: string, scenarios: readonly Scenario[]): LabNetwork[] {
  const drafts = [
    { name: "endpoints-mqtt", scenario: null, leg: null, members: endpoints("mqtt-broker", "mqtt-server") },
    ...scenarios.flatMap(draftNetworks),
  ];
  const planned = planNetworks(
    block,
    drafts.map(({ name }) => name),
  );
  return drafts.map((draft) => {
    const { subnet, hosts } = planned.get(draft.name)!;
    return {
      ...draft,
      subnet,
      members: draft.members.map((member) => ({ ...member, address: hosts.next().value })),
    };
  });
}

/** A service's address on each of its networks. */
export function addressesOf(service: string, networks: readonly LabNetwork[]): Record<string, string> {
  const found = networks.flatMap(({ name, members }) =>
    members.filter((member) => member.service === service).map(({ address }) => [name, address]),
  );
  return Object.fromEntries(found);
}

/** Name of a scenario's thing in the lab: `stunnel-client`, `native-at-main-client`. */
export function prefixed(scenario: string, name: string): string {
  return `${slugOf(scenario)}-${name}`;
}

function draftNetworks(scenario: Scenario): Draft[] {
  const draft = (leg: Leg, members: Draft["members"]): Draft => ({
    name: prefixed(scenario.name, leg),
    scenario: scenario.name,
    leg,
    members,
  });
  if (scenario.services.length === 0)
    return [draft("wire", endpoints("generator", "http-server", "mqtt-broker"))];
  return legs
    .map((leg) => draft(leg, pairMembers(scenario, leg)))
    .filter(({ members }) => members.length > 0);
}

function pairMembers(scenario: Scenario, leg: Leg): Draft["members"] {
  const members = scenario.services
    .filter((service) => service.legs.includes(leg))
    .map(({ name }) => ({ service: prefixed(scenario.name, name), alias: name }));
  if (members.length === 0) return [];
  if (leg === "client") return [...endpoints("generator"), ...members];
  return leg === "server" ? [...members, ...endpoints("http-server", "mqtt-broker")] : members;
}

function endpoints(...names: string[]): Draft["members"] {
  return names.map((name) => ({ service: name, alias: name }));
}
