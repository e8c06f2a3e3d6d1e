import { dirname, isAbsolute, relative, resolve } from "node:path";
import { type Path, type Problems, shown } from "./scenario-problems.ts";
import { asLiterals, asMap, asText } from "./scenario-values.ts";

/** Where a scenario's images may be built from. */
export interface BuildFolders {
  /** Absolute path of the scenario's compose file. */
  file: string;
  /** Absolute path of the project's own `proxies/`. */
  proxiesFolder: string;
  /** The path that a path really leads to, links followed, or null where nothing is. */
  realPath(path: string): string | null;
}

/** What a remote context looks like to Compose and to the engine: an address, a login, `github.com/…`, or a home. */
const notBeside = /^([a-z][a-z0-9+.-]*:|[^/]+@|github\.com\/|~)/i;
const keys = ["context", "dockerfile", "args"];

/**
 * Checks the key `build`. Its context must lie in the folder of the scenario's file or in `proxies/`, also once links
 * are followed: a build sends its whole folder to the engine.
 */
export function checkBuild(value: unknown, path: Path, folders: BuildFolders, problems: Problems): void {
  const isShort = typeof value === "string";
  const build = isShort ? { context: value } : asMap(value, path, problems);
  if (!build) return;
  problems.addUnknownKeys(build, keys, path);
  if ("args" in build) asLiterals(build["args"], [...path, "args"], problems);
  const dockerfile =
    "dockerfile" in build ? asText(build["dockerfile"], [...path, "dockerfile"], problems) : "Dockerfile";
  const contextPath = isShort ? path : [...path, "context"];
  const context = asText(build["context"], contextPath, problems);
  if (context === null || !isContextAllowed(context, contextPath, folders, problems) || dockerfile === null)
    return;
  checkDockerfile(dockerfile, [...path, "dockerfile"], resolveContext(context, folders), folders, problems);
}

/** Absolute folder of a checked build's context, links followed; null where the service names a ready image. */
export function contextFolder(build: unknown, folders: BuildFolders): string | null {
  const context =
    typeof build === "string" ? build : (build as { context?: unknown } | null | undefined)?.context;
  return typeof context === "string" ? resolveContext(context, folders) : null;
}

function isContextAllowed(context: string, path: Path, folders: BuildFolders, problems: Problems): boolean {
  const what = `the build context ${shown(context)}`;
  const roots = [dirname(folders.file), folders.proxiesFolder];
  const folder = resolve(dirname(folders.file), context);
  const real = folders.realPath(folder);
  const realRoots = roots.map((root) => folders.realPath(root)).filter((root) => root !== null);
  let problem: string | null = null;
  if (notBeside.test(context)) problem = `${what} is not a folder beside this file`;
  else if (!roots.some((root) => contains(root, folder)))
    problem = `${what} lies outside the file's folder and proxies/`;
  else if (real === null) problem = `${what} does not exist`;
  else if (!realRoots.some((root) => contains(root, real))) {
    problem = `${what} is a link that leads outside the file's folder and proxies/`;
  }
  if (problem !== null) problems.add(path, problem);
  return problem === null;
}

function checkDockerfile(
  text: string,
  path: Path,
  context: string,
  folders: BuildFolders,
  problems: Problems,
): void {
  const file = resolve(context, text);
  const real = folders.realPath(file);
  if (notBeside.test(text) || isAbsolute(text) || !contains(context, file)) {
    problems.add(path, `the Dockerfile ${shown(text)} lies outside its build context`);
  } else if (real === null) {
    problems.add(path, `the build context has no Dockerfile ${shown(text)}`);
  } else if (!contains(context, real)) {
    problems.add(path, `the Dockerfile ${shown(text)} is a link that leads outside its build context`);
  }
}

function resolveContext(context: string, { file, realPath }: BuildFolders): string {
  const folder = resolve(dirname(file), context);
  return realPath(folder) ?? folder;
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith("../") && !isAbsolute(way);
}
