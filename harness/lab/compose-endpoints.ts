import { dirname, resolve } from "node:path";
import { roles, type ServiceSpec } from "../model/scenario.ts";
import { readSmallText } from "./scenario-file.ts";
import { Problems } from "./scenario-problems.ts";
import { endpointNames } from "./scenario-services.ts";
import { asMap, asOneOf, asText } from "./scenario-values.ts";
import { parseStrictYaml } from "./scenario-yaml.ts";

/** The services that are the same for all scenarios. */
export interface Endpoints {
  services: readonly ServiceSpec[];
}

/** `compose/endpoints.yaml`, read. */
export interface EndpointsFile extends Endpoints {
  /** Absolute folders of the images, each once. */
  buildContexts: string[];
}

/** Reads the endpoints' compose file; throws `bad-input` with the line of each problem. */
export async function readEndpoints(file: string): Promise<EndpointsFile> {
  return parseEndpoints({ file, text: await readSmallText(`endpoints (${file})`, file) });
}

/** Reads the text of the endpoints' compose file: it is ours, so only what the composer relies on is checked. */
export function parseEndpoints({ file, text }: { file: string; text: string }): EndpointsFile {
  const problems = new Problems(`endpoints (${file})`);
  const root = parseStrictYaml(text, problems);
  const written = asMap(root?.["services"] ?? {}, ["services"], problems) ?? {};
  problems.addUnknownKeys(written, endpointNames, ["services"]);
  const folder = dirname(resolve(file));
  const services = endpointNames.map((name) => parseEndpoint(name, written[name], folder, problems));
  problems.throwIfAny();
  const contexts = services.map(({ buildContext }) => buildContext).filter((context) => context !== null);
  return { services, buildContexts: [...new Set(contexts)] };
}

function parseEndpoint(name: string, value: unknown, folder: string, problems: Problems): ServiceSpec {
  const path = ["services", name];
  const { "x-bench-role": role, build, ...compose } = asMap(value, path, problems) ?? {};
  const context = asText(build, [...path, "build"], problems);
  return {
    name,
    role: asOneOf(role, roles, [...path, "x-bench-role"], problems) ?? "service",
    legs: [],
    compose,
    buildContext: context === null ? null : resolve(folder, context),
  };
}
