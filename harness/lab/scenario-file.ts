import { realpathSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { BenchError } from "../model/error.ts";
import type { Scenario } from "../model/scenario.ts";
import { isScenarioName } from "../model/scenario-name.ts";
import { type BenchBlock, checkBenchBlock } from "./scenario-bench.ts";
import type { BuildFolders } from "./scenario-build.ts";
import { refusedTopLevelKeys } from "./scenario-keys.ts";
import { checkVolumes } from "./scenario-mounts.ts";
import { checkEntryServices, checkPair } from "./scenario-pair.ts";
import { Problems } from "./scenario-problems.ts";
import { checkService } from "./scenario-services.ts";
import { asMap } from "./scenario-values.ts";
import { maxFileBytes, parseStrictYaml } from "./scenario-yaml.ts";

/** The project's own image folders. */
export const bundledProxies = fileURLToPath(new URL("../../proxies", import.meta.url));
const topLevelKeys = ["x-bench", "services", "volumes"];

export interface ScenarioText {
  name: string;
  /** The compose file; build contexts are relative to its folder. */
  file: string;
  /**
   * How messages name the file.
   * @default its path
   */
  shownAs?: string;
  text: string;
  proxiesFolder: string;
  /** Follows links; without it paths are taken as written. */
  realPath?: (path: string) => string | null;
}

/** Reads a scenario's file and checks it (DESIGN.md §4); throws one `bad-input` error that names every problem. */
export async function readScenario(
  name: string,
  file: string,
  proxiesFolder = bundledProxies,
  shownAs = file,
): Promise<Scenario> {
  const text = await readSmallText(`scenario "${name}" (${shownAs})`, file);
  return parseScenario({ name, file, text, proxiesFolder, realPath, shownAs });
}

/** Checks the text of a scenario file; throws one `bad-input` error that names every problem with its line. */
export function parseScenario({
  name,
  file,
  text,
  proxiesFolder,
  realPath = (path) => path,
  shownAs = file,
}: ScenarioText): Scenario {
  const problems = new Problems(`scenario "${name}" (${shownAs})`);
  if (!isScenarioName(name)) {
    problems.addAtLine(null, "a scenario must be named with a-z, 0-9 and -, in at most 31 characters");
  }
  const root = parseStrictYaml(text, problems);
  if (root === null) problems.throwIfAny(); // else every key of it would be told to be missing
  const folders = { file: resolve(file), proxiesFolder, realPath };
  const scenario = { name, file: folders.file, ...checkRoot(root ?? {}, folders, problems) };
  problems.throwIfAny();
  return scenario;
}

function checkRoot(root: Record<string, unknown>, folders: BuildFolders, problems: Problems) {
  for (const key of Object.keys(root)) {
    const reason = refusedTopLevelKeys.get(key);
    if (reason !== undefined) problems.add([key], `the top-level key "${key}" is refused: ${reason}`);
  }
  const others = Object.entries(root).filter(([key]) => !refusedTopLevelKeys.has(key));
  problems.addUnknownKeys(Object.fromEntries(others), topLevelKeys, []);
  const block = checkBenchBlock(root["x-bench"], problems);
  const volumes = "volumes" in root ? checkVolumes(root["volumes"], problems) : [];
  return { ...block, volumes, services: checkServices(root, block, volumes, folders, problems) };
}

function checkServices(
  root: Record<string, unknown>,
  block: BenchBlock,
  volumeNames: string[],
  folders: BuildFolders,
  problems: Problems,
): Scenario["services"] {
  const map = "services" in root ? (asMap(root["services"], ["services"], problems) ?? {}) : {};
  const context = {
    serviceNames: Object.keys(map),
    volumeNames,
    requires: block.requires,
    folders,
    problems,
  };
  const services = Object.entries(map).map(([name, value]) => checkService(name, value, context));
  if (services.length > 0) checkPair(services, problems);
  checkEntryServices(block.entry, services, problems);
  return services;
}

/** Reads a file of at most 64 KiB; a device or a pipe has no end, so only a regular file is opened. */
export async function readSmallText(subject: string, file: string): Promise<string> {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new BenchError(`${subject}: ${reason}`, { code: "bad-input", hints: ["check the path"], cause });
  };
  try {
    const status = await stat(file);
    if (!status.isFile()) return refuse("not a file");
    if (status.size > maxFileBytes) {
      return refuse(`the file must be at most ${maxFileBytes} bytes, but has ${status.size}`);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof BenchError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return refuse("no such file", error);
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return refuse("not text in UTF-8", error);
    return refuse(`cannot read it: ${(error as Error).message}`, error);
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
