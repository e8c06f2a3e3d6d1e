import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BenchError } from "../model/error.ts";
import type { Scenario, ScenarioSource } from "../model/scenario.ts";
import { openCheckoutFolder } from "./git-scenario-folder.ts";
import {
  findCommit,
  findRepository,
  git,
  mustGit,
  pathInside,
  type Repository,
  requireFile,
} from "./git-scenario-repository.ts";
import { bundledProxies, readScenario } from "./scenario-file.ts";

/** A scenario of a git reference: `file` is where the working tree has it, or would have it. */
export interface GitScenarioRequest {
  name: string;
  file: string;
  ref: string;
}

/** A scenario whose files lie in a temporary folder, as long as it is not disposed: until its images are built. */
export interface GitScenario extends AsyncDisposable {
  scenario: Scenario & { source: ScenarioSource };
}

/**
 * Takes the compose file and the image folders that it may name from a git reference and reads them as any other
 * scenario. Nothing in the repository changes. Throws `bad-input`: no repository, no such reference, no such file in it, a file
 * that today's rules refuse.
 */
export async function readGitScenario({ name, file, ref }: GitScenarioRequest): Promise<GitScenario> {
  const repository = await findRepository(`scenario "${name}"`, file);
  const commit = await findCommit(repository, ref);
  await requireFile(repository, ref, commit);
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await openCheckoutFolder());
  // The image is named after its folder, which is the top one where the file lies there.
  const tree = join(folder.path, basename(repository.top));
  const { folders, proxies } = await foldersOf(repository);
  await checkOut(repository, commit, { tree, folders, indexFile: join(folder.path, "index") });
  const source = { ref, commit, isDirty: false, file: repository.file };
  const scenario = await readChecked(name, tree, proxies ? join(tree, proxies) : bundledProxies, source);
  const owner = stack.move();
  return { scenario, [Symbol.asyncDispose]: () => owner.disposeAsync() };
}

/** The folders that a scenario is made from, in its repository; `proxies` is null where the project's own images are not in it. */
async function foldersOf(repository: Repository): Promise<{ folders: string[]; proxies: string | null }> {
  const proxies = pathInside(repository, await realpath(bundledProxies));
  return { folders: [dirname(repository.file), ...(proxies ? [proxies] : [])], proxies };
}

interface Destination {
  tree: string;
  folders: readonly string[];
  /** An index of our own: the repository's is the user's. */
  indexFile: string;
}

/** What a checkout would give, filters and line ends included, where `git archive` leaves out what export-ignore names. */
async function checkOut(
  repository: Repository,
  commit: string,
  { tree, folders, indexFile }: Destination,
): Promise<void> {
  await mustGit(repository, ["read-tree", "--no-sparse-checkout", commit], { indexFile });
  const files = await mustGit(repository, ["ls-files", "-z", "--", ...folders], { indexFile });
  const checkout = ["checkout-index", "-z", "--stdin", `--prefix=${tree}/`];
  await mustGit(repository, checkout, { indexFile, input: files });
}

/** Messages name the file as git does, `main:compose/native.yaml`: the temporary one is gone when they are read. */
async function readChecked(
  name: string,
  tree: string,
  proxiesFolder: string,
  source: ScenarioSource & { ref: string; commit: string },
): Promise<GitScenario["scenario"]> {
  const { ref, commit } = source;
  const shownAs = `${ref}:${source.file}`;
  const short = commit.slice(0, 10);
  try {
    const scenario = await readScenario(name, join(tree, source.file), proxiesFolder, shownAs);
    const at = commit.startsWith(ref) ? short : `${ref} (${short})`;
    return { ...scenario, file: shownAs, title: `${scenario.title}, at ${at}`, source };
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    const old = `it is read by today's rules: what a scenario's file may say may have changed since ${short}`;
    throw new BenchError(error.message, { code: error.code, hints: [...error.hints, old], cause: error });
  }
}

/** Where the working tree's own file comes from, which is head when a base is beside it. */
export async function readHeadSource(name: string, file: string): Promise<ScenarioSource> {
  const repository = await findRepository(`scenario "${name}"`, file);
  const { folders } = await foldersOf(repository);
  const head = await git(repository.top, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  const changes = await mustGit(repository, ["status", "--porcelain", "--", ...folders]);
  const commit = head.exitCode === 0 ? head.stdout.trim() : null;
  return { ref: null, commit, isDirty: changes !== "", file: repository.file };
}
