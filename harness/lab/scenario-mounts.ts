import { type Path, type Problems, shown } from "./scenario-problems.ts";
import { asList, asMap } from "./scenario-values.ts";

/** A named volume in a container. */
export interface Mount {
  source: string;
  target: string;
  readOnly: boolean;
}

const volumeName = /^[a-z0-9][a-z0-9-]{0,30}$/;
const longKeys = ["type", "source", "target", "read_only"];

/** Checks the top-level `volumes`: names alone, because options can turn a volume into a folder of the host. */
export function checkVolumes(value: unknown, problems: Problems): string[] {
  const volumes = asMap(value, ["volumes"], problems) ?? {};
  for (const [name, options] of Object.entries(volumes)) {
    const path = ["volumes", name];
    if (!volumeName.test(name))
      problems.add(path, `the volume ${shown(name)} must be named with a-z, 0-9 and -`);
    if (options === null) continue;
    for (const key of Object.keys(asMap(options, path, problems) ?? {})) {
      problems.add(
        [...path, key],
        `the volume "${name}" must have no options, but has "${key}"`,
        "write its name alone",
      );
    }
  }
  return Object.keys(volumes);
}

/** Checks a service's `volumes`: named volumes that the file declares; anything of the host is refused. */
export function checkMounts(
  value: unknown,
  path: Path,
  declared: readonly string[],
  problems: Problems,
): void {
  const mounts = (asList(value, path, problems) ?? []).map((item, index) => {
    const at = [...path, index];
    const mount = readMount(item);
    if (typeof mount === "string") problems.add(at, mount);
    else if (!declared.includes(mount.source)) addUndeclared(mount.source, at, problems);
    return typeof mount === "string" ? index : mount.target;
  });
  if (new Set(mounts).size !== mounts.length) problems.add(path, "two volumes are mounted at the same place");
}

/** Reads one checked item of a service's `volumes`. */
export function parseMount(item: unknown): Mount {
  const mount = readMount(item);
  if (typeof mount === "string") throw new Error(`the mount ${shown(item)} was not checked: ${mount}`);
  return mount;
}

/** A mount, or what is wrong with it. */
function readMount(item: unknown): Mount | string {
  if (typeof item === "string") return readShortMount(item);
  if (typeof item !== "object" || item === null)
    return `a volume must be written as "name:/path", but is ${shown(item)}`;
  const { type, source, target, read_only: readOnly = false } = item as Record<string, unknown>;
  const unknown = Object.keys(item).find((key) => !longKeys.includes(key));
  if (type === "bind")
    return `the bind mount of ${shown(source)} is refused: a lab touches no folder of the host`;
  if (type === "tmpfs") return "a volume of type tmpfs is refused: use the key tmpfs";
  if (type !== "volume") return `a volume must have the type "volume", but has ${shown(type)}`;
  if (unknown !== undefined) return `unknown key ${shown(unknown)} of a volume`;
  if (typeof readOnly !== "boolean") return `"read_only" must be true or false, but is ${shown(readOnly)}`;
  return buildMount(source, target, readOnly);
}

function readShortMount(text: string): Mount | string {
  const [source, target, mode, ...rest] = text.split(":");
  if (/^[./~\\]/.test(text) || source?.includes("/")) {
    return target === undefined
      ? `the volume ${shown(text)} has no name`
      : `the bind mount ${shown(text)} is refused: a lab touches no folder of the host`;
  }
  if (rest.length > 0 || !(mode === undefined || mode === "ro" || mode === "rw")) {
    return `a volume must be written as "name:/path" or "name:/path:ro", but is ${shown(text)}`;
  }
  return buildMount(source, target, mode === "ro");
}

function buildMount(source: unknown, target: unknown, readOnly: boolean): Mount | string {
  if (typeof source !== "string" || !volumeName.test(source)) {
    return /^[./~\\]/.test(String(source))
      ? `the bind mount of ${shown(source)} is refused: a lab touches no folder of the host`
      : `${shown(source)} is not the name of a volume`;
  }
  if (typeof target !== "string" || !/^\/[^:]*[^:/]$/.test(target)) {
    return `the volume "${source}" must be mounted at an absolute path, but is at ${shown(target)}`;
  }
  return { source, target, readOnly };
}

function addUndeclared(name: string, path: Path, problems: Problems): void {
  problems.add(
    path,
    `the volume "${name}" is not declared`,
    `add "${name}:" under the top-level key volumes`,
  );
}
