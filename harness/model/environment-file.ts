import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { BenchError } from "./error.ts";

/** What `bench elastic up` keeps: the addresses of its servers and how to log in. */
export interface EnvironmentFile {
  path: string;
  values: Record<string, string>;
}

type Env = Record<string, string | undefined>;

/** Where the file is, by the XDG base directories; null where the environment names no home. */
export function environmentFilePath(env: Env): string | null {
  const folder = env["XDG_CONFIG_HOME"] || (env["HOME"] ? join(env["HOME"], ".config") : null);
  return folder === null ? null : join(folder, "tunnelbench", "elasticsearch.env");
}

/** Reads the file, null where there is none. Throws `environment` where others may read it or a line is not understood. */
export function readEnvironmentFile(env: Env): EnvironmentFile | null {
  const path = environmentFilePath(env);
  const mode = path === null ? undefined : statSync(path, { throwIfNoEntry: false })?.mode;
  if (path === null || mode === undefined) return null;
  if ((mode & 0o077) !== 0)
    throw new BenchError(`"${path}" holds a password, but others may read it`, {
      code: "environment",
      hints: [`chmod 600 ${path}`],
    });
  return { path, values: parseEnvironmentFile(readFileSync(path, "utf8"), path) };
}

/** Lines `NAME=value`, the value taken as it is; empty lines and `# …` are left out. */
export function parseEnvironmentFile(text: string, path: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const match = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
    // the line itself is not told: it may be half a password
    if (!match)
      throw new BenchError(`"${path}" line ${index + 1} is not of the form NAME=value`, {
        code: "environment",
        hints: [`correct it, or remove the file and start anew with "bench elastic down --volumes"`],
      });
    values[match[1]!] = match[2]!;
  }
  return values;
}

/** The text of the file; values must have no line break. */
export function renderEnvironmentFile(values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return ['# Written by "bench elastic up". Keep it to yourself (0600).', ...lines, ""].join("\n");
}
