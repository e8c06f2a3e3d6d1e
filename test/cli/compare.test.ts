import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import { projectFolder } from "../../harness/model/tool.ts";
import type { RunComparison } from "../../harness/reports/compare/comparison.ts";
import { comparedRun, laterRun, setRatio } from "../support/compared-runs.ts";
import { bench } from "../support/fake-io.ts";
import { storeRun } from "../support/stored-runs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const first = "20261121T101500Z-f1c5";
const second = "20261122T101500Z-09be";

/** Two runs; in the second one stunnel's HTTP p50 is 20 % slower. */
function twoRuns(results: string): void {
  const [before, after] = [comparedRun(), laterRun()];
  for (const run of [before, after])
    for (const name of ["relay", "control"]) setRatio(run, name, ["http", "p50"], 1.5);
  setRatio(before, "stunnel", ["http", "p50"], 2);
  setRatio(after, "stunnel", ["http", "p50"], 2.4);
  storeRun(results, before);
  storeRun(results, after);
}

/** A copy of the real example under an id, with samples. */
function copyExample(results: string, id: string): string {
  const folder = join(results, id);
  cpSync(join(projectFolder, "results/example"), folder, { recursive: true });
  const file = join(folder, "run.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), id }));
  return folder;
}

describe("bench compare", () => {
  it("names what differs first, then each verdict, with status 0", async () => {
    using results = temporaryFolder();
    twoRuns(results.path);
    const { exitCode, stdout, stderr } = await bench(["compare", first, second, "--results", results.path]);
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.match(stdout, /^20261121T101500Z-f1c5: profile /);
    assert.ok(stdout.indexOf("the runs differ in nothing") < stdout.indexOf(`${second} against ${first}`));
    assert.match(stdout, /stunnel\.http\.latency\.p50 slower by \d+ ±\d+ µs; \d+ equivalent/);
    assert.match(stdout, / http\.latency\.p50 +×2\.\d+ ±0\.\d+ +×2\.\d+ ±0\.\d+ +\+\d+ ±\d+ µs +slower/);
  });

  it("writes JSON that is the comparison, and CSV with a row for each of its rows", async () => {
    using results = temporaryFolder();
    twoRuns(results.path);
    const words = ["compare", first, second, "--results", results.path, "--format"];
    const comparison = JSON.parse((await bench([...words, "json"])).stdout) as RunComparison;
    assert.equal(comparison.schema, "tunnelbench/comparison/1");
    const { rows } = comparison.pairs[0]!;
    const parsed = parse((await bench([...words, "csv"])).stdout, { columns: true }) as Record<
      string,
      string
    >[];
    assert.equal(parsed.length, rows.length);
    const [row, cells] = [rows, parsed].map((all) =>
      (all as { scenario: string; metric: string }[]).find(
        ({ scenario, metric }) => scenario === "stunnel" && metric === "http.latency.p50",
      ),
    ) as unknown as [(typeof rows)[number], Record<string, string>];
    assert.deepEqual(
      [cells["verdict"], Number(cells["ratio"]), Number(cells["ratio.low"]), Number(cells["p.holm"])],
      [row.verdict, row.change!.ratio, row.change!.low, row.change!.pHolm],
    );
  });

  it("shows values side by side, no difference and status 2 where runs must not be compared", async () => {
    using results = temporaryFolder();
    const after = laterRun();
    after.record.host.kernel = "6.19.0";
    storeRun(results.path, comparedRun());
    storeRun(results.path, after);
    const { exitCode, stdout, stderr } = await bench(["compare", first, second, "--results", results.path]);
    assert.equal(exitCode, 2);
    assert.match(stdout, /must be the same: kernel: 6\.18\.0 → 6\.19\.0/);
    assert.match(stdout, /http\.latency\.p50 +×1\.41 ±0\.09 +×1\.41 ±0\.09 +– {2}not comparable/);
    assert.match(
      stderr,
      /^bench: error: .*-09be must not be compared with .*-f1c5: kernel: 6\.18\.0 → 6\.19\.0\nbench: hint: repeat/,
    );
    assert.doesNotMatch(stdout, /slower|faster|costlier|cheaper|equivalent/);
  });

  it("names the nearest metric and scenario for a slip of the pen", async () => {
    using results = temporaryFolder();
    twoRuns(results.path);
    const words = ["compare", first, second, "--results", results.path];
    const metric = await bench([...words, "--metric", "http.latncy.p50"]);
    assert.deepEqual([metric.exitCode, metric.stdout], [2, ""]);
    assert.match(metric.stderr, /did you mean "http\.latency\.p50"\?/);
    const scenario = await bench([...words, "--scenario", "stunel"]);
    assert.equal(scenario.exitCode, 2);
    assert.match(scenario.stderr, /did you mean "stunnel"\?/);
  });

  it("shows the chosen metrics and scenarios alone", async () => {
    using results = temporaryFolder();
    twoRuns(results.path);
    const { stdout } = await bench([
      ...["compare", first, second, "--results", results.path, "--format", "csv"],
      ...["--metric", "http.latency.p50,mqtt.latency.*", "--scenario", "stun*"],
    ]);
    const rows = parse(stdout, { columns: true }) as Record<string, string>[];
    assert.deepEqual(new Set(rows.map((row) => row["scenario"])), new Set(["stunnel"]));
    assert.equal(rows.length, 9);
  });

  it("leaves a run without figures out with a warning, and fails where fewer than two are left", async () => {
    using results = temporaryFolder();
    twoRuns(results.path);
    const { record } = comparedRun("20261123T101500Z-dead");
    storeRun(results.path, { record: { ...record, status: "interrupted", timeline: [] }, summary: null });
    const words = ["--results", results.path];
    const three = await bench(["compare", first, record.id, second, ...words]);
    assert.equal(three.exitCode, 0);
    assert.equal(
      three.stderr,
      `bench: warning: left out: run "${record.id}" has no measurement: interrupted\n`,
    );
    assert.match(three.stdout, /stunnel\.http\.latency\.p50 slower/);
    const two = await bench(["compare", first, record.id, ...words]);
    assert.deepEqual([two.exitCode, two.stdout], [4, ""]);
    assert.match(two.stderr, /has no measurement: interrupted\nbench: hint: its logs/);
  });

  it("refuses a run twice, one run alone, one that is not there, and a record that was cut off", async () => {
    using results = temporaryFolder();
    twoRuns(results.path);
    const words = ["--results", results.path];
    const twice = await bench(["compare", first, first, ...words]);
    assert.deepEqual([twice.exitCode, twice.stdout], [2, ""]);
    assert.match(twice.stderr, /run ".*-f1c5" is named twice/);
    assert.match((await bench(["compare", first, ...words])).stderr, /a comparison needs two runs/);
    const missing = await bench(["compare", first, "20261121T000000Z-0000", ...words]);
    assert.equal(missing.exitCode, 2);
    assert.match(missing.stderr, /no run "20261121T000000Z-0000" in /);
    truncateSync(join(results.path, second, "run.json"), 1000);
    const cutOff = await bench(["compare", first, second, ...words]);
    assert.equal(cutOff.exitCode, 2);
    assert.match(cutOff.stderr, /cannot read ".*-09be\/run\.json"/);
  });

  it("analyses samples again where the summary is of another version, cut off or not there", async () => {
    using results = temporaryFolder();
    mkdirSync(results.path, { recursive: true });
    const [older, cutOff, without] = [
      "20261121T000000Z-0001",
      "20261121T000000Z-0002",
      "20261121T000000Z-0003",
    ];
    const olderFile = join(copyExample(results.path, older!), "summary.json");
    const summary = JSON.parse(readFileSync(olderFile, "utf8"));
    writeFileSync(olderFile, JSON.stringify({ ...summary, schema: "tunnelbench/summary/1", scenarios: [] }));
    truncateSync(join(copyExample(results.path, cutOff!), "summary.json"), 5000);
    const folder = copyExample(results.path, without!);
    writeFileSync(join(folder, "summary.json"), "");
    const { exitCode, stdout, stderr } = await bench([
      ...["compare", older!, cutOff!, without!, "--results", results.path],
      ...["--metric", "http.latency.p50", "--format", "csv"],
    ]);
    assert.equal(exitCode, 0);
    assert.equal(stderr.match(/summary\.json": .*; its samples are analysed again/g)?.length, 2);
    const rows = parse(stdout, { columns: true }) as Record<string, string>[];
    const verdicts = rows
      .filter(({ scenario }) => scenario === "stunnel")
      .map((row) => [row["ratio"], row["before"]]);
    assert.equal(verdicts.length, 2);
    for (const [ratio, before] of verdicts) {
      assert.equal(Number(ratio), 1, "the same samples");
      assert.ok(Number(before) > 500);
    }
  });
});
