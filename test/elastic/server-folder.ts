import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const prefix = "tunnelbench-elasticsearch-";

/**
 * Makes the folder of one server: configuration, data, logs. Its name holds our process id, by which the next start
 * finds and removes what a test that was killed left behind.
 */
export function makeServerFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    if (name.startsWith(prefix) && !isAlive(ownerOf(name))) removeServerFolder(join(tmpdir(), name));
  }
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  chmodSync(folder, 0o755); // the server is another user
  for (const part of ["config", "data", "logs", "temporary"]) mkdirSync(join(folder, part));
  return folder;
}

/** Removes it with all in it; tries again while a server that is being ended still writes. */
export function removeServerFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

function ownerOf(name: string): number {
  return Number(name.slice(prefix.length).split("-")[0]);
}

/** Whether a process with this id exists, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
