import { CommandMissing, runCommand } from "../lab/process.ts";
import type { RunRecord } from "../model/run-record.ts";
import { projectFolder } from "../model/tool.ts";

/** Commit of the checkout and whether it has uncommitted changes; nulls where this is no git checkout. */
export async function readCommit(): Promise<Pick<RunRecord["tool"], "commit" | "dirty">> {
  try {
    const head = await runCommand("git", ["rev-parse", "HEAD"], { cwd: projectFolder });
    if (head.exitCode !== 0) return { commit: null, dirty: null };
    const status = await runCommand("git", ["status", "--porcelain"], { cwd: projectFolder });
    return { commit: head.stdout.trim(), dirty: status.stdout.trim() !== "" };
  } catch (error) {
    if (error instanceof CommandMissing) return { commit: null, dirty: null };
    throw error;
  }
}
