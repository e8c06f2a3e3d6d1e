import { legs, type Requirement } from "../model/scenario.ts";
import { type BuildFolders, checkBuild } from "./scenario-build.ts";
import { checkMounts } from "./scenario-mounts.ts";
import { dotted, type Path, type Problems, shown } from "./scenario-problems.ts";
import {
  asBoolean,
  asList,
  asListOf,
  asLiterals,
  asMap,
  asPattern,
  asText,
  asTexts,
} from "./scenario-values.ts";

/** What the checks of a service's keys look at besides the value. */
export interface RuleContext {
  serviceNames: readonly string[];
  volumeNames: readonly string[];
  requires: readonly Requirement[];
  folders: BuildFolders;
  problems: Problems;
}

type Rule = (value: unknown, path: Path, context: RuleContext) => unknown;

const duration = /^(\d+(\.\d+)?(us|ms|s|m|h))+$/;
const conditions = ["service_started", "service_completed_successfully"];

/** The keys that a service of a scenario may have: whatever is not here is refused. */
export const serviceRules: Readonly<Record<string, Rule>> = {
  build: (value, path, { folders, problems }) => checkBuild(value, path, folders, problems),
  image: (value, path, { problems }) =>
    asPattern(value, /^[a-z0-9][\w./:@-]*$/, "the name of an image", path, problems),
  command: (value, path, { problems }) => checkCommand(value, path, problems),
  entrypoint: (value, path, { problems }) => checkCommand(value, path, problems),
  environment: (value, path, { problems }) => asLiterals(value, path, problems),
  networks: (value, path, { problems }) => asListOf(value, legs, path, problems),
  volumes: (value, path, { volumeNames, problems }) => checkMounts(value, path, volumeNames, problems),
  cap_add: (value, path, context) => checkCapabilities(value, path, context),
  devices: (value, path, context) => checkDevices(value, path, context),
  depends_on: (value, path, context) => checkDependencies(value, path, context),
  user: (value, path, { problems }) =>
    asPattern(value, /^[\w.-]+(:[\w.-]+)?$/, 'a user like "1000:1000"', path, problems),
  read_only: (value, path, { problems }) => asBoolean(value, path, problems),
  tmpfs: (value, path, { problems }) => checkTmpfs(value, path, problems),
  working_dir: (value, path, { problems }) =>
    asPattern(value, /^\/[^\0]*$/, "an absolute path", path, problems),
  stop_signal: (value, path, { problems }) =>
    asPattern(value, /^SIG[A-Z0-9+-]+$/, "a signal like SIGTERM", path, problems),
  stop_grace_period: (value, path, { problems }) =>
    asPattern(value, duration, 'a time like "2s"', path, problems),
  init: (value, path, { problems }) => asBoolean(value, path, problems),
  sysctls: (value, path, { problems }) => checkSysctls(value, path, problems),
  ulimits: (value, path, { problems }) => checkUlimits(value, path, problems),
};

function checkCommand(value: unknown, path: Path, problems: Problems): void {
  if (Array.isArray(value)) asTexts(value, path, problems);
  else asText(value, path, problems);
}

function checkCapabilities(value: unknown, path: Path, { requires, problems }: RuleContext): void {
  asTexts(value, path, problems).forEach((capability, index) => {
    const at = [...path, index];
    if (capability !== "NET_ADMIN") problems.add(at, `the capability ${shown(capability)} is refused`);
    else if (!requires.includes("net_admin")) addUnrequired("NET_ADMIN", "net_admin", at, problems);
  });
}

function checkDevices(value: unknown, path: Path, { requires, problems }: RuleContext): void {
  (asList(value, path, problems) ?? []).forEach((device, index) => {
    const at = [...path, index];
    const isTun =
      typeof device === "string" && /^\/dev\/net\/tun(:\/dev\/net\/tun(:[rwm]{1,3})?)?$/.test(device);
    if (!isTun) problems.add(at, `the device ${shown(device)} is refused`);
    else if (!requires.includes("tun")) addUnrequired("/dev/net/tun", "tun", at, problems);
  });
}

function addUnrequired(what: string, requirement: Requirement, path: Path, problems: Problems): void {
  const text = `"${what}" is used, but "x-bench.requires" does not name ${requirement}`;
  problems.add(path, text, `add ${requirement} to x-bench.requires, so that users know before they start it`);
}

function checkDependencies(value: unknown, path: Path, { serviceNames, problems }: RuleContext): void {
  const isList = Array.isArray(value);
  const names = isList ? asTexts(value, path, problems) : Object.keys(asMap(value, path, problems) ?? {});
  names.forEach((name, index) => {
    const at = [...path, isList ? index : name];
    if (!serviceNames.includes(name))
      problems.add(at, `"${dotted(path)}" names ${shown(name)}, which is no service here`);
    if (!isList) checkCondition((value as Record<string, unknown>)[name], at, problems);
  });
  if (new Set(names).size !== names.length) problems.add(path, `"${dotted(path)}" names one twice`);
}

function checkCondition(value: unknown, path: Path, problems: Problems): void {
  const options = asMap(value, path, problems);
  if (!options) return;
  problems.addUnknownKeys(options, ["condition"], path);
  if (conditions.includes(options["condition"] as string)) return;
  problems.add(
    path,
    `the condition must be one of ${conditions.join(", ")}, but is ${shown(options["condition"])}`,
  );
}

function checkTmpfs(value: unknown, path: Path, problems: Problems): void {
  const targets = asTexts(value, path, problems).map((item, index) => {
    asPattern(
      item,
      /^\/[^:]*[^:/](:[\w=,%-]+)?$/,
      'a path like "/run" or "/run:size=1m"',
      [...path, index],
      problems,
    );
    return item.split(":")[0];
  });
  if (new Set(targets).size !== targets.length) problems.add(path, `"${dotted(path)}" names one path twice`);
}

/** Of the kernel's settings only the network's are a container's own, and only they matter to a tunnel. */
function checkSysctls(value: unknown, path: Path, problems: Problems): void {
  const settings = asMap(value, path, problems) ?? {};
  for (const [name, setting] of Object.entries(settings)) {
    const at = [...path, name];
    if (!/^net\.[\w.-]+$/.test(name))
      problems.add(at, `the kernel setting ${shown(name)} is refused: only net.* may be set`);
    if (!Number.isSafeInteger(setting)) asText(setting, at, problems);
  }
}

function checkUlimits(value: unknown, path: Path, problems: Problems): void {
  for (const [name, limit] of Object.entries(asMap(value, path, problems) ?? {})) {
    const at = [...path, name];
    if (!/^[a-z]+$/.test(name)) problems.add(at, `${shown(name)} is not the name of a limit`);
    if (isLimit(limit) || isLimitPair(limit)) continue;
    problems.add(at, `the limit "${name}" must be a number or {soft, hard}, but is ${shown(limit)}`);
  }
}

function isLimitPair(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { soft, hard, ...rest } = value as Record<string, unknown>;
  return isLimit(soft) && isLimit(hard) && soft <= hard && Object.keys(rest).length === 0;
}

function isLimit(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
