import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, suite, test } from "node:test";
import { readGitScenario, readHeadSource } from "../../harness/lab/git-scenario.ts";
import { openCheckoutFolder, removeDeadCheckouts } from "../../harness/lab/git-scenario-folder.ts";
import { withBases } from "../../harness/lab/git-scenario-pairs.ts";
import { imagesOf } from "../../harness/lab/images.ts";
import { readScenario } from "../../harness/lab/scenario-file.ts";
import { BenchError } from "../../harness/model/error.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newRepository } from "./git-repository.ts";

const text = (title: string) => `x-bench:
  title: ${title}
  encrypts: false
  authenticates: none
  entry: {http: "client:5000"}
services:
  client: {build: ./image, networks: [client, wire]}
  server: {build: ./image, networks: [wire, server]}
`;

const temporary = temporaryFolder();
process.on("exit", () => temporary[Symbol.dispose]());
const root = realpathSync(temporary.path);
const checkouts = join(root, "tmp");
mkdirSync(checkouts);
process.env["TMPDIR"] = checkouts;

const repository = newRepository(join(root, "tunnel"));
const file = join(repository.path, "bench/tunnel.yaml");
const first = repository.commit({
  "bench/tunnel.yaml": text("Old"),
  "bench/image/Dockerfile": "FROM scratch\nCOPY run.sh $Format:%H$ /\n",
  "bench/image/run.sh": "old\n",
  ".gitattributes": "Dockerfile export-subst\nrun.sh export-ignore\n",
  "elsewhere/large.bin": "not needed\n",
});
repository.git("tag", "v1");
repository.git("branch", "origin/release");
chmodSync(join(repository.path, "bench/image/run.sh"), 0o755);
repository.commit();

const read = (ref: string, path = file) => readGitScenario({ name: "tunnel@x", file: path, ref });

async function refusal(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => assert.fail("not refused"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BenchError, String(error));
  assert.equal(error.code, "bad-input");
  assert.deepEqual(readdirSync(checkouts), [], "a checkout is left");
  return [error.message, ...error.hints];
}

async function hashesOf(scenario: { services: Parameters<typeof imagesOf>[0] }) {
  return (await imagesOf(scenario.services)).map(({ contextHash, reference }) => ({
    contextHash,
    reference,
  }));
}

suite("a scenario of a git reference", () => {
  afterEach(() => repository.git("checkout", "--quiet", "--force", "main"));

  test("is the file of the commit, whatever the working tree has, and says so", async () => {
    repository.write({ "bench/tunnel.yaml": text("Not committed") });
    await using found = await read("v1");
    const { name, title, file: shown, source } = found.scenario;
    assert.equal(name, "tunnel@x");
    assert.equal(title, `Old, at v1 (${first.slice(0, 10)})`);
    assert.equal(shown, "v1:bench/tunnel.yaml");
    assert.deepEqual(source, { ref: "v1", commit: first, isDirty: false, file: "bench/tunnel.yaml" });
  });

  test("is named by its commit alone where that was asked for", async () => {
    await using found = await read(first.slice(0, 12));
    assert.equal(found.scenario.title, `Old, at ${first.slice(0, 10)}`);
  });

  test("has the image folder of the commit, execute permissions included", async () => {
    await using old = await read("v1");
    const context = old.scenario.services[0]!.buildContext!;
    assert.equal(readFileSync(join(context, "run.sh"), "utf8"), "old\n");
    repository.write({ "bench/image/run.sh": "new\n" });
    assert.equal(readFileSync(join(context, "run.sh"), "utf8"), "old\n");
    await using later = await read("main");
    assert.notDeepEqual(await hashesOf(old.scenario), await hashesOf(later.scenario));
  });

  test("has the same image as the working tree where nothing has changed: attributes of archives do not count", async () => {
    await using base = await read("HEAD");
    const head = await readScenario("tunnel", file);
    assert.deepEqual(await hashesOf(base.scenario), await hashesOf(head));
  });

  test("has a checkout of the folders that it may name and no more, which goes with it", async () => {
    const found = await read("v1");
    const tree = dirname(dirname(dirname(found.scenario.services[0]!.buildContext!)));
    assert.deepEqual(readdirSync(join(tree, "tunnel")), ["bench"]);
    await found[Symbol.asyncDispose]();
    assert.deepEqual(readdirSync(checkouts), []);
  });

  test("leaves the repository as it was, also in a hook of another one", async () => {
    repository.write({ "bench/image/run.sh": "changed\n", "untracked.txt": "x" });
    repository.git("add", "bench/image/run.sh");
    const state = () => repository.git("status", "--porcelain") + repository.git("rev-parse", "HEAD");
    const before = state();
    // git would note the new time in its index, had it the right to
    utimesSync(join(repository.path, "bench/image/Dockerfile"), 1, 1);
    const index = readFileSync(join(repository.path, ".git/index"));
    process.env["GIT_DIR"] = "/nowhere";
    try {
      await using _found = await read("v1");
      await readHeadSource("tunnel", file);
    } finally {
      delete process.env["GIT_DIR"];
    }
    assert.deepEqual(readFileSync(join(repository.path, ".git/index")), index);
    assert.equal(state(), before);
    rmSync(join(repository.path, "untracked.txt"));
  });

  test("runs no hook of the repository", async () => {
    const mark = join(root, "hook-ran");
    const hook = `#!/bin/sh\ntouch ${mark}\n`;
    for (const name of ["post-checkout", "post-index-change"])
      writeFileSync(join(repository.path, ".git/hooks", name), hook, { mode: 0o755 });
    await using _found = await read("v1");
    assert.ok(!readdirSync(root).includes("hook-ran"));
    for (const name of ["post-checkout", "post-index-change"])
      rmSync(join(repository.path, ".git/hooks", name));
  });

  test("is found with a file at the top of its repository", async () => {
    repository.commit({ "top.yaml": text("Top").replaceAll("./image", "./bench/image") });
    await using found = await read("HEAD", join(repository.path, "top.yaml"));
    assert.equal(found.scenario.source.file, "top.yaml");
  });

  test("is refused with a reference that is not there, with the one that was meant", async () => {
    const [message, ...hints] = await refusal(read("release"));
    assert.equal(message, 'scenario "tunnel@x": the repository has no commit "release"');
    assert.deepEqual(hints, [
      'did you mean "origin/release"?',
      '"git branch --all" and "git tag" list the references',
    ]);
    assert.equal((await refusal(read("mian")))[1], 'did you mean "main"?');
  });

  test("is refused in a shallow clone that lacks it, with how to fetch it", async () => {
    const shallow = join(root, "shallow");
    execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${repository.path}`, shallow]);
    const there = join(shallow, "bench/tunnel.yaml");
    const hint = `this clone is shallow: "git fetch --depth=1 origin v1" brings it as FETCH_HEAD`;
    assert.equal((await refusal(read("v1", there)))[1], hint);
    assert.equal((await refusal(read("origin/v1", there)))[1], hint);
    execFileSync("git", ["fetch", "--quiet", "--depth=1", "origin", "v1"], { cwd: shallow });
    await using found = await read("FETCH_HEAD", there);
    assert.equal(found.scenario.source.commit, first);
  });

  test("is refused where the reference does not have its file", async () => {
    repository.commit({ "bench/late.yaml": text("Late") });
    const [message] = await refusal(read("v1", join(repository.path, "bench/late.yaml")));
    assert.equal(message, `scenario "tunnel@x": "v1" (${first.slice(0, 10)}) has no bench/late.yaml`);
  });

  test("is refused with line and file of the reference where today's rules refuse it", async () => {
    repository.commit({ "bench/tunnel.yaml": text("Odd").replace("encrypts: false", "speed: 3") });
    const [message, ...hints] = await refusal(read("HEAD"));
    assert.match(
      message!,
      /^scenario "tunnel@x" \(HEAD:bench\/tunnel\.yaml\) line 1: "x-bench\.encrypts" is missing$/m,
    );
    assert.match(message!, /line 3: unknown key "x-bench\.speed"/);
    assert.match(hints.at(-1)!, /^it is read by today's rules/);
  });

  test("is refused when a link of the reference leads out of its checkout", async () => {
    repository.git("rm", "-r", "--quiet", "bench/image");
    execFileSync("ln", ["-s", "/etc", join(repository.path, "bench/image")]);
    repository.commit();
    assert.match((await refusal(read("HEAD")))[0]!, /is a link that leads outside/);
  });

  test("is refused outside of a repository", async () => {
    const outside = join(root, "plain");
    mkdirSync(outside);
    const [message] = await refusal(read("main", join(outside, "tunnel.yaml")));
    assert.equal(message, `scenario "tunnel@x": "${outside}" is in no git repository`);
  });
});

test("the head says which commit it is, and whether its own folders have changes", async () => {
  repository.git("checkout", "--quiet", "--force", "v1");
  const source = { ref: null, commit: first, file: "bench/tunnel.yaml" };
  repository.write({ "elsewhere/large.bin": "changed\n" });
  assert.deepEqual(await readHeadSource("tunnel", file), { ...source, isDirty: false });
  repository.write({ "bench/image/new.txt": "new\n" });
  assert.deepEqual(await readHeadSource("tunnel", file), { ...source, isDirty: true });
});

test("a scenario of the working tree has the first one of its own file from a reference as its base", async () => {
  repository.git("checkout", "--quiet", "--force", "v1");
  const scenario = await readScenario("tunnel", file);
  const named = (name: string, ref?: string, path = file) => ({
    choice: { name, file: path, ...(ref === undefined ? {} : { ref }) },
    scenario: { ...scenario, name },
  });
  const found = await withBases([
    named("other@main", "main", join(root, "other.yaml")),
    named("tunnel"),
    named("tunnel@v1", "v1"),
    named("tunnel@main", "main"),
    named("again"),
    named("alone", undefined, join(root, "alone.yaml")),
  ]);
  assert.deepEqual(
    found.map(({ name, base, source }) => [name, base, source?.commit]),
    [
      ["other@main", undefined, undefined],
      ["tunnel", "tunnel@v1", first],
      ["tunnel@v1", undefined, undefined],
      ["tunnel@main", undefined, undefined],
      ["again", "tunnel@v1", first],
      ["alone", undefined, undefined],
    ],
  );
});

test("the checkout of a killed process is removed, one of a live process is not", async () => {
  await using alive = await openCheckoutFolder();
  const script = `
    import { openCheckoutFolder } from "${import.meta.resolve("../../harness/lab/git-scenario-folder.ts")}";
    const { path } = await openCheckoutFolder();
    (await import("node:fs")).writeFileSync(path + "/file", "");
    process.kill(process.pid, "SIGKILL");`;
  const killed = spawnSync(process.execPath, ["--input-type=module", "--eval", script]);
  assert.equal(killed.signal, "SIGKILL", String(killed.stderr));
  const [dead] = readdirSync(checkouts).filter((name) => join(checkouts, name) !== alive.path);
  assert.deepEqual(await removeDeadCheckouts(), [join(checkouts, dead!)]);
  assert.deepEqual(readdirSync(checkouts), [alive.path.split("/").at(-1)]);
});
