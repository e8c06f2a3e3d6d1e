import { randomBytes } from "node:crypto";
import { lstat, mkdir, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { explainDisk } from "../model/disk.ts";
import { isHeld, tryHold } from "./alive.ts";

/** A temporary folder for the files of a git reference; it goes with its owner. */
export interface CheckoutFolder extends AsyncDisposable {
  path: string;
}

const prefix = "tunnelbench-checkout-";

/** Makes the folder. Its name is held before it exists, so that `bench clean` beside us never takes it for a dead one. */
export async function openCheckoutFolder(): Promise<CheckoutFolder> {
  const name = `${prefix}${randomBytes(8).toString("hex")}`;
  const held = await tryHold(name);
  if (!held) throw new Error(`another process has the random name "${name}"`);
  const path = join(tmpdir(), name);
  await explainDisk(path, () => mkdir(path, { mode: 0o700 }));
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
      await held[Symbol.asyncDispose]();
    },
  };
}

/** Removes the folders that killed runs of this user left; returns their paths. */
export async function removeDeadCheckouts(): Promise<string[]> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  const dead: string[] = [];
  for (const name of names) {
    const path = join(tmpdir(), name);
    if ((await isHeld(name)) || !(await isOurs(path))) continue;
    await rm(path, { recursive: true, force: true });
    dead.push(path);
  }
  return dead;
}

/** Anyone can make a folder of that name in a shared temporary folder. Its owner may have removed it meanwhile. */
async function isOurs(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).uid === process.getuid?.();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
