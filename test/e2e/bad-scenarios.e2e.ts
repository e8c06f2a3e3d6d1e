import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Summary } from "../../harness/model/summary.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Ended, leftovers, onlyRunFolder, runBench, withoutDocker } from "./support.ts";

describe("a run with a stranger's scenarios: one good, one that leaks, one that does not start", {
  skip: withoutDocker ?? false,
}, () => {
  const temporary = temporaryFolder();
  let ended: Ended;
  let summary: Summary;
  const scenario = (name: string) => summary.scenarios.find((one) => one.name === name);

  before(async () => {
    const files = [
      "./docs/examples/spiped.yaml",
      "./test/e2e/scenarios/leaky.yaml",
      "./test/e2e/scenarios/broken.yaml",
    ];
    ended = await runBench(["run", "--profile", "smoke", "--scenario", files.join(",")], temporary.path);
    summary = JSON.parse(
      readFileSync(join(onlyRunFolder(temporary.path), "summary.json"), "utf8"),
    ) as Summary;
  });
  after(() => temporary[Symbol.dispose]());

  it("measures the example of docs/adding-a-scenario.md, without a line of code for it in the harness", () => {
    const spiped = scenario("spiped");
    assert.equal(spiped?.status, "ok");
    assert.equal(spiped?.evidence?.verdict, "not-found");
    assert.match(spiped?.implementation ?? "", /^spiped 1\./);
    assert.ok(spiped!.workloads.http!.ok > 100 && spiped!.workloads.mqtt!.ok > 100);
  });

  it("ends with 5 and names the one whose wire was readable although it claims to encrypt", () => {
    assert.equal(ended.exitCode, 5);
    assert.match(ended.stderr, /bench: error: scenario "leaky" claims to encrypt, but its wire was readable/);
    assert.equal(scenario("leaky")?.evidence?.verdict, "readable");
    // whether its time "adds" to a request or "changes" it, inconclusively, is the machine's noise
    assert.match(
      ended.stdout,
      /^leaky .*; its wire was READABLE although it claims to encrypt: 48 of 48 secrets found/m,
    );
  });

  it("says why the broken one did not start, with the last line that it logged, and measures the others all the same", () => {
    assert.equal(scenario("broken")?.status, "failed");
    assert.match(
      scenario("broken")!.reason!,
      /container "broken-server" exited with code 3: the key is missing/,
    );
    assert.match(ended.stderr, /bench: warning: scenario "broken" failed: .*the key is missing/);
  });

  it("leaves nothing on the engine", () => {
    assert.deepEqual(leftovers(summary.run.id), []);
  });
});
