import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Folder of the checkout that this code is part of. */
export const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Version of the tool, from package.json. */
export function toolVersion(): string {
  return (JSON.parse(readFileSync(`${projectFolder}/package.json`, "utf8")) as { version: string }).version;
}
