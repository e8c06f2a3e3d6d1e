import { chownSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** `nobody` and its group: Elasticsearch refuses to run as root. */
const userId = 65534;

/** Whether we are root and the server must be somebody else. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Gives a folder and all in it to the server's user; nothing to do where that is our own. */
export function giveToServer(folder: string): void {
  if (!isRoot()) return;
  chownSync(folder, userId, userId);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    chownSync(join(entry.parentPath, entry.name), userId, userId);
  }
}

/**
 * The command that runs a program as the server's user, and that the kernel kills when we die, however we die (util-linux
 * `setpriv`, prctl(2) PR_SET_PDEATHSIG).
 */
export function asServer(program: string, args: readonly string[]): [command: string, args: string[]] {
  const user = isRoot() ? [`--reuid=${userId}`, `--regid=${userId}`, "--clear-groups"] : [];
  return ["setpriv", [...user, "--pdeathsig", "KILL", program, ...args]];
}
