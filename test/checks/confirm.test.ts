import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { check } from "../../harness/commands/check.ts";
import { BenchError } from "../../harness/model/error.ts";
import type { Io } from "../../harness/model/io.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { storedRun } from "../support/fixture-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { noisy, scenarioIn, slower, summaryWithBase, unchanged } from "./summaries.ts";

const rules =
  "thresholds:\n  - stunnel.http.errors == 0\n  - shadowsocks.http.errors == 0\nregressions:\n  - stunnel.http.latency.p50\n";

interface Confirmed {
  exitCode: number;
  stdout: string;
  /** What was measured again; null: nothing. */
  measured: readonly string[] | null;
}

/** Checks the first summary with --confirm; measuring again gives the second. */
async function confirm(first: Summary, again: Summary, yaml = rules): Promise<Confirmed> {
  using folder = temporaryFolder();
  const store = (id: string, summary: Summary) => {
    mkdirSync(join(folder.path, id));
    writeFileSync(join(folder.path, id, "run.json"), JSON.stringify({ ...storedRun().run, id }));
    const run = { ...summary.run, id };
    writeFileSync(join(folder.path, id, "summary.json"), JSON.stringify({ ...summary, run }));
    return join(folder.path, id);
  };
  store("20261121T101500Z-0001", first);
  const config = join(folder.path, "bench.yaml");
  writeFileSync(config, yaml);
  let stdout = "";
  let measured: readonly string[] | null = null;
  const write = (text: string) => {
    stdout += text;
  };
  const terminal = { write, isTTY: false, columns: 120 };
  const io: Io = {
    ...{ env: {}, cwd: folder.path, stdout: terminal, stderr: { ...terminal, write: () => undefined } },
    ...{ now: () => new Date(0), signal: new AbortController().signal },
  };
  const options = { config, confirm: true, results: folder.path };
  const run = check("20261121T101500Z-0001", options, io, async (_folder, scenarios) => {
    measured = scenarios;
    return store("20261121T111500Z-0002", again);
  });
  const exitCode = await run.catch((error: unknown) => {
    if (error instanceof BenchError) return error.exitCode;
    throw error;
  });
  return { exitCode, stdout, measured };
}

/** Everything as it should be, but for what is given. */
function summary(p50: typeof slower, errors = 0): Summary {
  const made = summaryWithBase({ p50 });
  scenarioIn(made, "shadowsocks").workloads.http!.failed = errors;
  return made;
}

describe("--confirm", () => {
  it("measures nothing again where all passed", async () => {
    const { exitCode, measured } = await confirm(summary(unchanged), summary(slower));
    assert.deepEqual([exitCode, measured], [0, null]);
  });

  it("measures only the suspects, a head with its base, and lets go what does not come again", async () => {
    const { exitCode, stdout, measured } = await confirm(summary(slower), summary(unchanged));
    assert.deepEqual(measured, ["stunnel", "stunnel@main"]);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^passed .* in run 20261121T111500Z-0002 \(first failed: is \+81 µs/m);
  });

  it("says no to what comes again", async () => {
    const { exitCode, measured } = await confirm(summary(slower), summary(slower));
    assert.deepEqual([exitCode, measured], [6, ["stunnel", "stunnel@main"]]);
  });

  it("gives what was undecided its second chance, and says no where it is undecided again", async () => {
    assert.equal((await confirm(summary(noisy), summary(unchanged))).exitCode, 0);
    assert.equal((await confirm(summary(noisy), summary(noisy))).exitCode, 6);
  });

  it("keeps a failure that the second run cannot rule out, also where the file lets that pass", async () => {
    const lenient = `undecided: pass\nmissing: pass\n${rules}`;
    const undecided = await confirm(summary(slower), summary(noisy), lenient);
    assert.equal(undecided.exitCode, 6);
    assert.match(undecided.stdout, /^failed .* is \+81 µs.*\(undecided in run 20261121T111500Z-0002: is /m);
    const missing = summary(slower);
    missing.scenarios = missing.scenarios.filter(({ name }) => !name.startsWith("stunnel"));
    assert.equal((await confirm(summary(slower), missing, lenient)).exitCode, 6);
  });

  it("tells a rule that is stricter from the same one before it", async () => {
    const yaml =
      "regressions:\n  - metric: stunnel.http.latency.p50\n    undecided: pass\n  - stunnel.http.latency.p50\n";
    const { exitCode, stdout } = await confirm(summary(noisy), summary(noisy), yaml);
    assert.equal(exitCode, 6);
    assert.match(stdout, /^undecided \(allowed\) +bench\.yaml:2.*\nundecided +bench\.yaml:4/m);
  });

  it("does not doubt what had passed, whatever the second run says of it", async () => {
    const { exitCode, measured } = await confirm(summary(unchanged, 12), summary(slower, 0));
    assert.deepEqual([exitCode, measured], [0, ["shadowsocks"]]);
  });

  it("tells what is to be known of each run once, and of which", async () => {
    const [first, again] = [summary(slower), summary(unchanged)];
    first.grade = { value: "C", reasons: ["first reason"] };
    again.grade = { value: "C", reasons: ["second reason"] };
    for (const each of [first, again]) scenarioIn(each, "stunnel").isSameAsBase = true;
    const { stdout } = await confirm(first, again);
    const [before, after] = stdout.split("\n\n").map((part): string[] => part.match(/^note: .*$/gm) ?? []);
    const grades = (notes: readonly string[]) => notes.filter((note) => note.includes("grade"));
    assert.deepEqual(grades(before!), ["note: run 20261121T101500Z-0001 has grade C: first reason"]);
    assert.deepEqual(grades(after!), ["note: run 20261121T111500Z-0002 has grade C: second reason"]);
    assert.equal(stdout.match(/are the same images/g)?.length, 1);
  });

  it("does not measure again for what has no value, which another run would not have either", async () => {
    const yaml = "thresholds:\n  - nowhere.http.errors == 0\nregressions:\n  - relay.http.latency.p50\n";
    const { exitCode, measured } = await confirm(summary(slower), summary(slower), yaml);
    assert.deepEqual([exitCode, measured], [6, null]);
  });
});
