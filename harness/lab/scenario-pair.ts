import { nearest } from "../model/nearest.ts";
import type { Entry, Leg, ServiceSpec, WorkloadName } from "../model/scenario.ts";
import type { Problems } from "./scenario-problems.ts";

/** Where a scenario without a tunnel pair is entered: at the endpoints themselves. */
export const endpointEntries: Readonly<Record<WorkloadName, Entry>> = {
  http: { protocol: "tcp", service: "http-server", port: 9_000 },
  mqtt: { protocol: "tcp", service: "mqtt-broker", port: 1_883 },
};

type Entries = Partial<Record<WorkloadName, Entry>>;

/** Checks what holds between the services of a tunnel pair: who must be there, on which leg, and who waits for whom. */
export function checkPair(services: readonly ServiceSpec[], problems: Problems): void {
  for (const name of ["client", "server"] as const) {
    const service = services.find((candidate) => candidate.name === name);
    if (!service)
      problems.add(["services"], `the service "${name}" is missing: a tunnel pair has client and server`);
    else requireLeg(service, name, problems);
  }
  for (const service of services) checkLegs(service, problems);
  checkOrder(services, problems);
}

/** Checks that the entries lead to a service that the generator can reach, or to the endpoints if there is no pair. */
export function checkEntryServices(
  entry: Entries,
  services: readonly ServiceSpec[],
  problems: Problems,
): void {
  for (const [workload, target] of Object.entries(entry) as [WorkloadName, Entry][]) {
    const path = ["x-bench", "entry", workload];
    const service = services.find(({ name }) => name === target.service);
    const names = services.map(({ name }) => name);
    if (services.length === 0) checkEndpointEntry(workload, target, problems);
    else if (service) requireLeg(service, "client", problems);
    else {
      const near = nearest(target.service, names);
      const hint =
        near === null ? `services here are ${names.join(", ")}` : `did you mean "${near}:${target.port}"?`;
      problems.add(path, `"${path.join(".")}" names "${target.service}", which is no service here`, hint);
    }
  }
}

function checkEndpointEntry(
  workload: WorkloadName,
  { protocol, service, port }: Entry,
  problems: Problems,
): void {
  const wanted = endpointEntries[workload];
  if (protocol === wanted.protocol && service === wanted.service && port === wanted.port) return;
  const text = `"x-bench.entry.${workload}" must be "${wanted.service}:${wanted.port}" in a scenario without services`;
  problems.add(["x-bench", "entry", workload], text);
}

function requireLeg({ name, legs }: ServiceSpec, leg: Leg, problems: Problems): void {
  if (legs.includes(leg)) return;
  problems.add(["services", name, "networks"], `the service "${name}" must be on the network "${leg}"`);
}

/** Traffic that can go round the wire would be found unreadable there, whatever the tunnel does. */
function checkLegs({ name, role, legs }: ServiceSpec, problems: Problems): void {
  const path = ["services", name, "networks"];
  if (legs.length === 0 && role !== "keys") problems.add(path, `the service "${name}" must be on a network`);
  if (legs.includes("client") && legs.includes("server")) {
    problems.add(
      path,
      `the service "${name}" must not be on both client and server: traffic could pass by the wire`,
    );
  }
}

/** Names of the services that a checked service waits for; all wait for `keys`, DESIGN.md §4. */
export function dependenciesOf(service: ServiceSpec, services: readonly ServiceSpec[]): string[] {
  const written = service.compose["depends_on"] ?? [];
  const names = Array.isArray(written) ? (written as string[]) : Object.keys(written);
  const keys = services
    .filter(({ role }) => role === "keys" && service.role !== "keys")
    .map(({ name }) => name);
  return [...new Set([...keys, ...names])];
}

/** A circle would make Compose refuse the whole lab, the other scenarios with it. */
function checkOrder(services: readonly ServiceSpec[], problems: Problems): void {
  let waiting = [...services];
  for (;;) {
    const names = waiting.map(({ name }) => name);
    const next = waiting.filter((service) =>
      dependenciesOf(service, services).some((name) => names.includes(name)),
    );
    if (next.length === 0) return;
    if (next.length === waiting.length) break;
    waiting = next;
  }
  const text = `the services ${waiting.map(({ name }) => name).join(", ")} wait for one another`;
  problems.add(
    ["services", waiting[0]!.name, "depends_on"],
    text,
    "all services wait for keys, so keys waits for none",
  );
}
