import { BenchError } from "../model/error.ts";
import type { Scenario } from "../model/scenario.ts";
import { type LabNetwork, prefixed } from "./compose-networks.ts";

/** Compose's project name of a run; the engine's names of networks and volumes begin with it, so that two runs never collide. */
export function projectName(runId: string): string {
  const name = `bench-${runId.toLowerCase()}`;
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(name)) throw new Error(`not a run id: "${runId}"`);
  return name;
}

/**
 * Refuses a lab in which two things would have one name (service `b-client` of `a` and `client` of `a-b`), or a name
 * that DNS cannot hold: at most 63 of a-z, 0-9 and - (RFC 1035 §2.3.4).
 */
export function checkNames(
  scenarios: readonly Scenario[],
  networks: readonly LabNetwork[],
  endpoints: readonly string[],
): void {
  const services = scenarios.flatMap(({ name, services }) =>
    services.map((service) => prefixed(name, service.name)),
  );
  const volumes = scenarios.flatMap(({ name, volumes }) => volumes.map((volume) => prefixed(name, volume)));
  refuseTwins(
    "scenarios",
    scenarios.map(({ name }) => name),
  );
  refuseTwins("services", [...endpoints, ...services]);
  refuseTwins("volumes", volumes);
  refuseTwins(
    "networks",
    networks.map(({ name }) => name),
  );
  const unsafe = services.find((name) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name));
  if (unsafe !== undefined) {
    throw new BenchError(`"${unsafe}" is not a name for DNS: at most 63 of a-z, 0-9 and -`, {
      code: "bad-input",
      hints: ["give the scenario a shorter name: short=./path.yaml"],
    });
  }
}

function refuseTwins(kind: string, names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin === undefined) return;
  throw new BenchError(`two ${kind} of this lab would be named "${twin}"`, {
    code: "bad-input",
    hints: ["give one scenario another name: other=./path.yaml"],
  });
}
