import { basename, dirname, join, relative } from "node:path";
import { BenchError } from "../model/error.ts";
import { nearest } from "../model/nearest.ts";
import { CommandMissing, type Finished, lastLines, runCommand } from "./process.ts";

/** A git repository, and where in it a scenario's compose file lies. */
export interface Repository {
  /** What messages begin with. */
  subject: string;
  /** Absolute path of the working tree. */
  top: string;
  /** Path of the compose file in it. */
  file: string;
}

/** A repository of the environment is not the one of the file: inside a git hook these are set. */
const ownRepository = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };

interface GitOptions {
  indexFile?: string;
  input?: string;
}

/** Runs git in the working tree: paths are taken literally, no hook is run, and nothing of the repository is written. */
export async function git(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<Finished> {
  const { indexFile, input } = options;
  const env = { ...ownRepository, GIT_INDEX_FILE: indexFile };
  const settings = ["--no-optional-locks", "--literal-pathspecs", "-c", "core.hooksPath=/dev/null"];
  try {
    return await runCommand("git", [...settings, ...args], {
      cwd,
      env,
      ...(input === undefined ? {} : { input }),
    });
  } catch (error) {
    if (!(error instanceof CommandMissing)) throw error;
    throw refusal("a scenario from a git reference needs git", ["install git"], error);
  }
}

/** The same for what cannot fail but by the repository itself or the disk. */
export async function mustGit(
  { subject, top }: Repository,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  const { exitCode, stdout, stderr } = await git(top, args, options);
  if (exitCode === 0) return stdout;
  throw refusal(`${subject}: git ${args[0]} failed`, lastLines(stderr, 3));
}

/** The repository of a compose file. Throws `bad-input` where there is none, or git does not trust it. */
export async function findRepository(subject: string, file: string): Promise<Repository> {
  const found = await git(dirname(file), ["rev-parse", "--show-toplevel", "--show-prefix"]);
  if (found.exitCode !== 0) {
    const hints = [...lastLines(found.stderr, 3), "a reference needs the file in a git repository"];
    throw refusal(`${subject}: "${dirname(file)}" is in no git repository`, hints);
  }
  const [top = "", prefix = ""] = found.stdout.split("\n");
  return { subject, top, file: join(prefix, basename(file)) };
}

/** The commit that a reference stands for, in full. Throws `bad-input` with the reference that was probably meant. */
export async function findCommit(repository: Repository, ref: string): Promise<string> {
  const found = await git(repository.top, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
  if (found.exitCode === 0) return found.stdout.trim();
  const names = await mustGit(repository, ["for-each-ref", "--format=%(refname:short)"]);
  const known = names.split("\n").filter((name) => name !== "");
  const near = known.find((name) => name.endsWith(`/${ref}`)) ?? nearest(ref, known);
  const shallow = await mustGit(repository, ["rev-parse", "--is-shallow-repository"]);
  throw refusal(`${repository.subject}: the repository has no commit "${ref}"`, [
    ...(near ? [`did you mean "${near}"?`] : []),
    ...(shallow.trim() === "true" ? [howToFetch(ref)] : []),
    '"git branch --all" and "git tag" list the references',
  ]);
}

/** A fetch makes no branch of what it brings, but FETCH_HEAD always stands for it. */
function howToFetch(ref: string): string {
  const name = ref.replace(/^origin\//, "");
  return `this clone is shallow: "git fetch --depth=1 origin ${name}" brings it as FETCH_HEAD`;
}

/** Throws `bad-input` where the commit does not have the compose file. */
export async function requireFile(repository: Repository, ref: string, commit: string): Promise<void> {
  const { subject, top, file } = repository;
  if ((await git(top, ["cat-file", "-e", `${commit}:${file}`])).exitCode === 0) return;
  throw refusal(`${subject}: "${ref}" (${commit.slice(0, 10)}) has no ${file}`, [
    "it was added or renamed later; name another reference, or run it without a base",
  ]);
}

/** Path of a folder in the working tree, or null where it lies outside of it; "." is the top. */
export function pathInside({ top }: Repository, folder: string): string | null {
  const path = relative(top, folder);
  return path === ".." || path.startsWith("../") ? null : path || ".";
}

function refusal(message: string, hints: readonly string[], cause?: unknown): BenchError {
  return new BenchError(message, { code: "bad-input", hints, cause });
}
