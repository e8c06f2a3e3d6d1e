import { nearest } from "../model/nearest.ts";
import type { Leg, Role, ServiceSpec } from "../model/scenario.ts";
import { contextFolder } from "./scenario-build.ts";
import { refusedServiceKeys } from "./scenario-keys.ts";
import { type Path, type Problems, shown } from "./scenario-problems.ts";
import { type RuleContext, serviceRules } from "./scenario-rules.ts";
import { asMap } from "./scenario-values.ts";

/** Names that mean an endpoint on a pair's networks; a sidecar of that name would answer in its place. */
export const endpointNames = ["generator", "http-server", "mqtt-broker", "mqtt-server"] as const;

const serviceName = /^[a-z0-9]([a-z0-9-]{0,29}[a-z0-9])?$/;
const rolesByName = new Map<string, Role>([
  ["client", "tunnel-client"],
  ["server", "tunnel-server"],
  ["keys", "keys"],
]);

/** Checks one service of a scenario and gives it its role, which follows from its name. */
export function checkService(name: string, value: unknown, context: RuleContext): ServiceSpec {
  const { problems } = context;
  const path = ["services", name];
  const compose = asMap(value, path, problems) ?? {};
  checkName(name, path, problems);
  for (const [key, item] of Object.entries(compose)) checkKey(key, item, path, context);
  const hasImage = Object.hasOwn(compose, "image");
  if (Object.hasOwn(compose, "build") === hasImage) {
    problems.add(path, `the service "${name}" must have either build or image`);
  }
  return {
    name,
    role: rolesByName.get(name) ?? "sidecar",
    legs: Array.isArray(compose["networks"]) ? (compose["networks"] as Leg[]) : [],
    compose,
    buildContext: contextFolder(compose["build"], context.folders),
  };
}

function checkName(name: string, path: Path, problems: Problems): void {
  if (!serviceName.test(name)) {
    problems.add(
      path,
      `the service ${shown(name)} must be named with a-z, 0-9 and -, in at most 31 characters`,
    );
  } else if ((endpointNames as readonly string[]).includes(name)) {
    problems.add(path, `the service must not be named "${name}": that is an endpoint`);
  }
}

function checkKey(key: string, value: unknown, path: Path, context: RuleContext): void {
  const { problems } = context;
  const at = [...path, key];
  const reason = refusedServiceKeys.get(key);
  if (reason !== undefined) {
    problems.add(at, `"${key}" is refused in the service "${path.at(-1)}": ${reason}`);
  } else if (Object.hasOwn(serviceRules, key)) {
    serviceRules[key]!(value, at, context);
  } else {
    const near = nearest(key, Object.keys(serviceRules));
    const hint = near
      ? `did you mean "${near}"?`
      : `a service may have ${Object.keys(serviceRules).join(", ")}`;
    problems.add(at, `unknown key "services.${path.at(-1)}.${key}"`, hint);
  }
}
