import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { RunRecord } from "../../harness/model/run-record.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { fixtureSummary, slower, summaryWithBase, unchanged } from "../checks/summaries.ts";
import { bench } from "../support/fake-io.ts";
import { storedRun } from "../support/fixture-run.ts";

const folder = mkdtempSync(join(tmpdir(), "bench-check-"));
const results = join(folder, "results");
after(() => rmSync(folder, { recursive: true }));

function store(id: string, summary: Summary, record: Partial<RunRecord> = {}): string {
  const path = join(results, id);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "run.json"), JSON.stringify({ ...storedRun().run, id, ...record }));
  const run = { ...summary.run, id };
  writeFileSync(join(path, "summary.json"), JSON.stringify({ ...summary, run }));
  return id;
}

function rules(text: string): string {
  const file = join(folder, "rules.yaml");
  writeFileSync(file, text);
  return file;
}

function check(id: string, yaml: string, more: string[] = [], env: Record<string, string> = {}) {
  return bench(["check", id, "--results", results, "--config", rules(yaml), ...more], env);
}

const base = store("20261121T101500Z-0001", summaryWithBase({ p50: slower }));
const same = store("20261121T101500Z-0002", summaryWithBase({ p50: unchanged }));
const regression = "regressions:\n  - stunnel.http.latency.p50\n";

describe("bench check", () => {
  it("lets no text of a run command GitHub's runner, and leaves it alone elsewhere", async () => {
    const summary = fixtureSummary();
    const failed = summary.scenarios.find(({ status }) => status === "failed")!;
    Object.assign(failed, { reason: "gone ##[stop-commands]x\n::error::gone", reasons: {} });
    const id = store("20261121T101500Z-0666", summary);
    const yaml = `thresholds:\n  - ${failed.name}.http.errors == 0\n`;
    const onGithub = await check(id, yaml, [], { GITHUB_ACTIONS: "true" });
    const shown = onGithub.stdout.split("\n")[0]!; // the annotations below are commands of our own
    assert.match(shown, /gone ##\u200b\[stop-commands\]x ::error::gone/);
    assert.match((await check(id, yaml)).stdout, /gone ##\[stop-commands\]x ::error::gone/);
  });

  it("says nothing on stderr and ends with 0 where all rules hold", async () => {
    const yaml = "thresholds:\n  - stunnel.http.errors == 0\n  - stunnel.evidence == not-found\n";
    const { exitCode, stdout, stderr } = await check(base, yaml);
    assert.equal(stderr, "");
    assert.equal(exitCode, 0);
    assert.match(stdout, /^passed {2}.*rules\.yaml:2: stunnel\.http\.errors == 0: is 0\n/);
    assert.match(stdout, /\n2 of 2 passed\n$/);
  });

  it("ends with 6 and prints rule, value, interval and line of the file where one does not", async () => {
    const { exitCode, stdout, stderr } = await check(
      base,
      "thresholds:\n  - stunnel.http.latency.p50 < 10 us\n",
    );
    assert.equal(exitCode, 6);
    assert.match(
      stdout,
      /^failed {2}.*rules\.yaml:2: stunnel\.http\.latency\.p50 < 10 us: is \d+ µs \(95 % interval \d+ µs … \d+ µs\)\n/,
    );
    assert.match(stderr, /^bench: error: 0 of 1 passed, 1 failed, by the rules of ".*rules\.yaml"\n/);
  });

  it("names the regression against the base in the same run, and is silent where nothing changed", async () => {
    const red = await check(base, regression);
    assert.equal(red.exitCode, 6);
    assert.match(red.stdout, /^failed .*stunnel\.http\.latency\.p50: is \+81 µs .* against stunnel@main/);
    assert.equal((await check(same, regression)).exitCode, 0);
  });

  it("tells a typing error with file, line and column, before any run is looked for", async () => {
    const { exitCode, stdout, stderr } = await check("nowhere", "thresholds:\n  - native.http.eror == 0\n");
    assert.equal(exitCode, 2);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /rules\.yaml:2:5: no metric "native\.http\.eror"\nbench: hint: did you mean "native\./,
    );
  });

  it("says what to do without a file of rules", async () => {
    const { exitCode, stderr } = await bench(["check", base, "--results", results, "--config", "none.yaml"]);
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /cannot read the rules "none\.yaml": there is no such file\nbench: hint: .*docs\/check\.md/,
    );
  });

  it("judges a run that broke off by what it has, and is not green for it", async () => {
    const summary = fixtureSummary();
    const run = { ...summary.run, status: "interrupted", statusReason: "interrupted by SIGINT" } as const;
    const id = store("20261121T101500Z-0003", { ...summary, run });
    const yaml = "thresholds:\n  - stunnel.http.errors == 0\n";
    const { exitCode, stdout } = await check(id, yaml);
    assert.equal(exitCode, 6);
    assert.match(stdout, /^undecided .*the run is complete: .*is interrupted: interrupted by SIGINT/);
    assert.match(stdout, /^passed .*stunnel\.http\.errors == 0/m);
    assert.equal((await check(id, `${yaml}undecided: pass\n`)).exitCode, 0);
  });

  it("names a scenario that failed and no rule asks for", async () => {
    const { stdout } = await check(base, "thresholds:\n  - stunnel.http.errors == 0\n");
    assert.match(
      stdout,
      /^note: scenario ".*" failed in run 20261121T101500Z-0001, and no rule was asked about it: /m,
    );
  });

  it("says that base and head are the same images", async () => {
    const summary = summaryWithBase({ p50: unchanged });
    summary.scenarios.find(({ name }) => name === "stunnel")!.isSameAsBase = true;
    const id = store("20261121T101500Z-0004", summary);
    const { stdout } = await check(id, regression);
    assert.match(stdout, /^note: "stunnel" and "stunnel@main" are the same images and configuration$/m);
  });

  it("refuses a summary that is cut off, and a run that is none", async () => {
    const id = store("20261121T101500Z-0005", fixtureSummary());
    writeFileSync(join(results, id, "summary.json"), '{"schema":');
    const cut = await check(id, regression);
    assert.equal(cut.exitCode, 2);
    assert.match(cut.stderr, /cannot read ".*summary\.json"/);
    const none = await check("20200101T000000Z-0000", regression);
    assert.equal(none.exitCode, 2);
    assert.match(none.stderr, /no run "20200101T000000Z-0000"/);
  });

  it("says of a run without any measurement that it has none", async () => {
    const id = "20261121T101500Z-0006";
    mkdirSync(join(results, id), { recursive: true });
    const record = { ...storedRun().run, id, timeline: [], status: "failed", statusReason: "no space" };
    writeFileSync(join(results, id, "run.json"), JSON.stringify(record));
    const { exitCode, stderr } = await check(id, regression);
    assert.equal(exitCode, 4);
    assert.match(stderr, /has no measurement: failed, no space/);
  });
});

describe("bench check --against another run", () => {
  it("does not judge runs that must not be compared, and says why", async () => {
    const { run } = storedRun();
    const host = { ...run.host, id: "0123456789ab", cpuModel: "another CPU" };
    const other = store("20261120T101500Z-0007", fixtureSummary(), { host });
    const { exitCode, stdout } = await check(base, regression, ["--against", other]);
    assert.equal(exitCode, 6);
    assert.match(
      stdout,
      /^missing .* must not be compared with run 20261120T101500Z-0007: machine: .*another CPU/,
    );
    const lenient = await check(base, `missing: pass\nundecided: pass\n${regression}`, ["--against", other]);
    assert.equal(lenient.exitCode, 6);
  });

  it("goes by the relation to baseline in both", async () => {
    const other = store("20261120T101500Z-0008", fixtureSummary());
    const again = store("20261121T101500Z-0009", fixtureSummary());
    const { stdout } = await check(again, regression, ["--against", other]);
    assert.match(
      stdout,
      /stunnel\.http\.latency\.p50: is .*95 % interval.* against run 20261120T101500Z-0008/,
    );
  });
});

describe("bench check --confirm", () => {
  const nowhere = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
  const red = "thresholds:\n  - stunnel.http.latency.p50 < 10 us\n";

  it("shows what it found before it needs a Docker that is not there", async () => {
    const { exitCode, stdout, stderr } = await check(same, red, ["--confirm"], nowhere);
    assert.equal(exitCode, 3);
    assert.match(stdout, /^failed {2}/);
    assert.match(
      stderr,
      /^bench: measuring again, before saying no: stunnel\nbench: error: docker daemon not/,
    );
  });

  it("says so where a suspect is not to be had here", async () => {
    const { exitCode, stderr } = await check(base, regression, ["--confirm"], nowhere);
    assert.equal(exitCode, 3);
    assert.match(stderr, /cannot measure again: no scenario "stunnel@main" here\nbench: hint: /);
  });

  it("refuses a run that was not made by bench run", async () => {
    const request = { command: ["bench", "calibrate"], scenarios: [], explicit: false };
    const id = store("20261121T101500Z-0010", fixtureSummary(), { request });
    const { exitCode, stderr } = await check(id, red, ["--confirm"], nowhere);
    assert.equal(exitCode, 2);
    assert.match(stderr, /was not made by "bench run"/);
  });
});

describe("bench check in a CI", () => {
  const yaml = "thresholds:\n  - stunnel.http.errors == 0\n  - stunnel.http.latency.p50 < 10 us\n";

  it("writes JUnit wherever it is asked to", async () => {
    const file = join(folder, "check.xml");
    await check(base, yaml, ["--junit", file]);
    assert.match(readFileSync(file, "utf8"), /<testsuite .*tests="2" failures="1" errors="0" skipped="0"/);
  });

  it("refuses a folder for it that does not exist, before anything is judged", async () => {
    const { exitCode, stdout, stderr } = await check(base, yaml, [
      "--junit",
      join(folder, "no", "check.xml"),
    ]);
    assert.equal(exitCode, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /there is no folder ".*no"/);
  });

  it("annotates only where GitHub's runner reads it, with a path from the top of the checkout", async () => {
    assert.doesNotMatch((await check(base, yaml)).stdout, /::error/);
    const { stdout } = await check(base, yaml, [], { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: folder });
    assert.match(
      stdout,
      /^::error file=rules\.yaml,line=3,col=5,title=failed%3A stunnel\.http\.latency\.p50 < 10 us::is \d+ µs/m,
    );
    assert.equal(stdout.match(/^::error/gm)?.length, 1);
  });

  it("adds to the job summary and to the step's outputs", async () => {
    const env = { GITHUB_STEP_SUMMARY: join(folder, "summary.md"), GITHUB_OUTPUT: join(folder, "output") };
    writeFileSync(env.GITHUB_STEP_SUMMARY, "before\n");
    await check(base, yaml, [], env);
    assert.match(readFileSync(env.GITHUB_STEP_SUMMARY, "utf8"), /^before\n## bench check: failed\n/);
    const outputs = readFileSync(env.GITHUB_OUTPUT, "utf8").trimEnd().split("\n");
    assert.deepEqual(outputs.slice(1), [
      "verdict=failed",
      `run=${join(results, base)}`,
      `report=${join(results, base, "report.html")}`,
    ]);
    assert.match(outputs[0]!, /^grade=[ABC]$/);
  });
});
