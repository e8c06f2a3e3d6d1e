import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Calibration } from "../../harness/model/calibration.ts";
import { validateRun } from "../../harness/model/schema/validate.ts";
import { readNewestCalibration } from "../../harness/store/calibrations.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Ended, leftovers, runBench, startBench, until, withoutDocker } from "./support.ts";

/** Folder of the only host that was calibrated. */
function hostFolder(results: string): string {
  const [host, ...others] = readdirSync(join(results, "calibration"));
  assert.equal(others.length, 0);
  return join(results, "calibration", host!);
}

function idsIn(results: string): string[] {
  return readdirSync(hostFolder(results), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
}

describe("bench calibrate", { skip: withoutDocker ?? false }, () => {
  const temporary = temporaryFolder();
  let ended: Ended;
  before(async () => {
    ended = await runBench(["calibrate"], temporary.path);
  });
  after(() => temporary[Symbol.dispose]());

  it("ends with 0 whatever the noise, prints a line for each known answer and leaves nothing on the engine", () => {
    assert.equal(ended.exitCode, 0, ended.stderr);
    for (const id of ["K1-slope", "K3-p99", "K7", "K10", "K13-loss", "K27-coverage", "K30-dropped"])
      assert.match(ended.stdout, new RegExp(`^${id} `, "m"));
    assert.deepEqual(leftovers(idsIn(temporary.path)[0]), []);
  });

  it("stores them by host, with the run beside, where the next run's report finds them", async () => {
    const [id] = idsIn(temporary.path);
    const folder = hostFolder(temporary.path);
    const stored = JSON.parse(readFileSync(join(folder, `${id}.json`), "utf8")) as Calibration;
    assert.ok(stored.of > 50 && stored.checks.length === stored.of);
    const run = validateRun(JSON.parse(readFileSync(join(folder, id!, "run.json"), "utf8")));
    const later = new Date(Date.parse(stored.at) + 86_400_000).toISOString();
    const found = await readNewestCalibration(temporary.path, run.host.id!, later);
    assert.equal(found?.id, id);
    assert.equal(found?.passed, stored.passed);
    assert.equal(Math.round(found!.ageDays), 1);
  });

  it("passes nothing that it did not observe, and has those right that no noise can touch", () => {
    const [id] = idsIn(temporary.path);
    const file = join(hostFolder(temporary.path), `${id}.json`);
    const { checks } = JSON.parse(readFileSync(file, "utf8")) as Calibration;
    for (const check of checks) assert.ok(check.observed !== null || check.state !== "passed", check.id);
    const exact = checks.filter((check) => /^K(28|29)/.test(check.id));
    assert.ok(exact.length === 3);
    for (const check of exact) assert.equal(check.state, "passed", check.id);
  });
});

describe("bench calibrate that is interrupted", { skip: withoutDocker ?? false }, () => {
  it("ends with 130 and leaves nothing of its nineteen pairs", async () => {
    using temporary = temporaryFolder();
    const bench = startBench(["calibrate"], temporary.path);
    await until(
      "all pairs run",
      () => leftovers().filter((line) => line.startsWith("container")).length > 38,
    );
    bench.process.kill("SIGINT");
    const { exitCode, stderr } = await bench.ended;
    assert.equal(exitCode, 130, stderr);
    assert.deepEqual(leftovers(idsIn(temporary.path)[0]), []);
  });
});
