import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Summary } from "../../harness/model/summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { newRepository } from "../lab/git-repository.ts";
import { slowedRelay, standaloneTunnel } from "../prove/native-copy.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import {
  type Ended,
  leftovers,
  onlyRunFolder,
  readOnlyRun,
  runBench,
  startBench,
  until,
  withoutDocker,
} from "./support.ts";

/** A repository of a stranger with the native tunnel in it, as the last commit has it and with a slower relay in the working tree. */
function strangersRepository(path: string) {
  const repository = newRepository(path);
  repository.copy(join(projectFolder, "proxies/native"), "native");
  const commit = repository.commit({ "tunnel.yaml": standaloneTunnel() });
  repository.git("branch", "origin/Main");
  repository.write({ "native/relay.ts": slowedRelay(1_000) });
  return { commit, file: join(path, "tunnel.yaml") };
}

describe("base and head of a tunnel in one run", { skip: withoutDocker ?? false }, () => {
  const temporary = temporaryFolder();
  const root = realpathSync(temporary.path);
  const env = { TMPDIR: join(root, "tmp") };
  const results = join(root, "results");
  mkdirSync(env.TMPDIR);
  const checkouts = () => readdirSync(env.TMPDIR).filter((name) => name.includes("checkout"));
  const { commit, file } = strangersRepository(join(root, "tunnel"));
  const scenarios = ["--scenario", file, "--scenario", `${file}@origin/Main`];
  let ended: Ended;
  let summary: Summary;
  const headOf = () => summary.scenarios.find(({ name }) => name === "tunnel")!;

  before(async () => {
    ended = await runBench(["run", "--profile", "smoke", ...scenarios], results, env);
    assert.equal(ended.exitCode, 0, ended.stderr);
    summary = JSON.parse(readFileSync(join(onlyRunFolder(results), "summary.json"), "utf8")) as Summary;
  });
  after(() => temporary[Symbol.dispose]());

  it("stand in one table with the references, the base under the name of its reference", () => {
    const names = summary.scenarios.map(({ name, status }) => `${name} ${status}`);
    assert.deepEqual(names, ["baseline ok", "relay ok", "control ok", "tunnel ok", "tunnel@origin/Main ok"]);
    assert.match(ended.stdout, /tunnel@origin\/Main/);
    assert.match(readFileSync(join(onlyRunFolder(results), "report.html"), "utf8"), /tunnel@origin\/Main/);
  });

  it("say what they were made from", () => {
    const base = summary.scenarios.at(-1)!;
    assert.deepEqual(base.source, { ref: "origin/Main", commit, isDirty: false, file: "tunnel.yaml" });
    assert.deepEqual(headOf().source, { ref: null, commit, isDirty: true, file: "tunnel.yaml" });
    assert.deepEqual([headOf().base, headOf().isSameAsBase], [base.name, false]);
    const containers = readOnlyRun(results)!.containers.filter(({ role }) => role === "tunnel-client");
    const hashes = ["tunnel", base.name].map(
      (name) => containers.find(({ scenario }) => scenario === name)!.imageIdentity.contextHash,
    );
    assert.notEqual(hashes[0], hashes[1]);
  });

  it("are compared with each other: a head that is 1 ms slower is found", () => {
    const { http, mqtt } = headOf().workloads;
    for (const workload of [http, mqtt]) {
      const { p50 } = workload!.vsBase!;
      assert.equal(p50!.verdict, "slower");
      assert.ok(
        p50!.shiftLowUs < 2_500 && p50!.shiftHighUs > 1_000,
        `${p50!.shiftLowUs} to ${p50!.shiftHighUs} µs`,
      );
    }
  });

  it("have a verdict on their wires each, and wire bytes", () => {
    for (const { evidence, network } of summary.scenarios.slice(-2)) {
      assert.equal(evidence!.verdict, "not-found");
      assert.ok(network!.wireBytesPerRequest! > 500);
    }
  });

  it("leave no checkout and nothing on the engine", () => {
    assert.deepEqual(checkouts(), []);
    assert.deepEqual(leftovers(readOnlyRun(results)!.id), []);
  });

  it("leave a checkout after kill -9, which bench clean removes", async () => {
    const killed = join(root, "killed");
    const running = startBench(["run", "--profile", "smoke", ...scenarios], killed, env);
    await until("there is a run", () => readOnlyRun(killed) !== null);
    running.process.kill("SIGKILL");
    await running.ended;
    const [left] = checkouts();
    assert.ok(left);
    const { exitCode, stdout, stderr } = await runBench(["clean"], killed, env);
    assert.equal(exitCode, 0, stderr);
    assert.ok(stdout.includes(`${join(env.TMPDIR, left)}: removed\n`), stdout);
    assert.deepEqual(checkouts(), []);
  });
});
