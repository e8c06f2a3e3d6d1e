import { CommandMissing, runCommand } from "../lab/process.ts";
import type { RunRecord } from "../model/run-record.ts";
import { projectFolder } from "../model/tool.ts";

type Checkout = Required<Omit<RunRecord["tool"], "version">>;

/**
 * Commit and branch of a checkout, bench's own unless told, and whether it has uncommitted changes; nulls where it is no
 * git checkout. The branch is null too where a commit is checked out and no branch, as CI does.
 */
export async function readCheckout(cwd: string = projectFolder): Promise<Checkout> {
  const git = (...args: string[]) => runCommand("git", args, { cwd });
  const nothing = { commit: null, dirty: null, branch: null };
  try {
    const head = await git("rev-parse", "HEAD");
    if (head.exitCode !== 0) return nothing;
    const status = await git("status", "--porcelain");
    const branch = await git("symbolic-ref", "--quiet", "--short", "HEAD");
    return {
      commit: head.stdout.trim(),
      dirty: status.stdout.trim() !== "",
      branch: branch.exitCode === 0 ? branch.stdout.trim() : null,
    };
  } catch (error) {
    if (error instanceof CommandMissing) return nothing;
    throw error;
  }
}
