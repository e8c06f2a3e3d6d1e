import assert from "node:assert/strict";
import { mkdirSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import type { Summary } from "../../harness/model/summary.ts";
import type { History } from "../../harness/reports/history/history.ts";
import { comparedRun, setRatio } from "../support/compared-runs.ts";
import { fakeElasticsearch } from "../support/fake-elasticsearch.ts";
import { bench } from "../support/fake-io.ts";
import { storeRun } from "../support/stored-runs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ids = ["20261119T101500Z-0001", "20261120T101500Z-0002", "20261121T101500Z-0003"] as const;

/** Three runs: stunnel at 1.5, 1.6 and 1.7 times baseline, from branches main, main and fast. */
function threeRuns() {
  return ids.map((id, index) => {
    const run = comparedRun(id);
    setRatio(run, "stunnel", ["http", "p50"], 1.5 + index / 10);
    run.record.startedAt = `2026-11-${19 + index}T10:15:00.000Z`;
    run.record.tool = {
      version: "0.1.0",
      commit: `${index}123456789`,
      dirty: index === 1,
      branch: index < 2 ? "main" : "fast",
    };
    return run;
  });
}

async function valuesOf(words: string[]): Promise<[run: string, value: number][]> {
  const { stdout, stderr, exitCode } = await bench(["history", ...words, "--format", "csv"]);
  assert.deepEqual([exitCode, stderr], [0, ""]);
  const rows = parse(stdout, { columns: true }) as Record<string, string>[];
  return rows.map((row) => [row["run"]!, Number(Number(row["value"]).toFixed(6))]);
}

describe("bench history", () => {
  it("shows a metric over the runs as table and plot, oldest first", async () => {
    using results = temporaryFolder();
    for (const run of threeRuns()) storeRun(results.path, run);
    const words = ["history", "stunnel.http.ratio.p50", "--results", results.path];
    const { exitCode, stdout, stderr } = await bench(words);
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.match(
      stdout,
      /^stunnel\.http\.ratio\.p50: HTTP latency relative to baseline's, p50, lower is better$/m,
    );
    const lines = stdout.split("\n").filter((line) => line.startsWith("2026"));
    assert.deepEqual(
      lines.map((line) => line.split(/ +/).slice(0, 6).join(" ")),
      [
        `${ids[0]} 01234567 main B 1.500 ±0.019`,
        `${ids[1]} 11234567+ main B 1.600 ±0.021`,
        `${ids[2]} 21234567 fast B 1.700 ±0.022`,
      ],
    );
    const places = lines.map((line) => line.indexOf("●"));
    assert.ok(places[0]! < places[1]! && places[1]! < places[2]!);
  });

  it("keeps to a branch, a commit, a machine, a profile and the newest runs", async () => {
    using results = temporaryFolder();
    const runs = threeRuns();
    runs[0]!.record.host.id = "beef00000000";
    runs[2]!.record.plan.profile.name = "standard";
    for (const run of runs) storeRun(results.path, run);
    const words = ["stunnel.http.ratio.p50", "--results", results.path];
    assert.deepEqual(await valuesOf([...words, "--branch", "main"]), [
      [ids[0], 1.5],
      [ids[1], 1.6],
    ]);
    assert.deepEqual(await valuesOf([...words, "--commit", "1123"]), [[ids[1], 1.6]]);
    assert.deepEqual(await valuesOf([...words, "--host", "beef"]), [[ids[0], 1.5]]);
    assert.deepEqual(await valuesOf([...words, "--profile", "standard"]), [[ids[2], 1.7]]);
    assert.deepEqual(await valuesOf([...words, "--last", "1"]), [[ids[2], 1.7]]);
    const none = await bench(["history", ...words, "--branch", "maim"]);
    assert.deepEqual([none.exitCode, none.stdout], [2, ""]);
    assert.match(none.stderr, /none of the 3 runs matches/);
  });

  it("shows interrupted, cut off and older runs for what they are, and the others with their values", async () => {
    using results = temporaryFolder();
    const [first, second, third] = threeRuns();
    storeRun(results.path, { record: { ...first!.record, status: "interrupted" }, summary: null });
    truncateSync(join(storeRun(results.path, second!), "summary.json"), 3000);
    const older = { ...third!.summary, schema: "tunnelbench/summary/2" } as unknown as Summary;
    storeRun(results.path, { record: third!.record, summary: older });
    mkdirSync(join(results.path, "20261122T101500Z-dead"));
    writeFileSync(join(results.path, "20261122T101500Z-dead/run.json"), "{");
    const { exitCode, stdout, stderr } = await bench([
      ...["history", "stunnel.http.ratio.p50", "--results", results.path],
    ]);
    assert.equal(exitCode, 0);
    assert.match(stderr, /^bench: warning: left out: cannot read ".*-dead\/run\.json": .*\n$/);
    assert.match(stdout, /^a: no value: it has no figures; interrupted$/m);
    assert.match(stdout, /^b: no value: cannot read ".*summary\.json"/m);
    assert.match(stdout, /-0003 .* 1\.700 ±0\.022 +├.*●.*┤ +c$/m);
    assert.match(stdout, /^c: figures of version "tunnelbench\/summary\/2"/m);
  });

  it("finds a run whose folder was renamed, and names it as its folder", async () => {
    using results = temporaryFolder();
    const [run] = threeRuns();
    const renamed = "20261123T101500Z-0009";
    renameSync(storeRun(results.path, run!), join(results.path, renamed));
    assert.deepEqual(await valuesOf(["stunnel.http.ratio.p50", "--results", results.path]), [[renamed, 1.5]]);
  });

  it("shows a run whose summary is JSON and no summary without a value, and says why", async () => {
    using results = temporaryFolder();
    const [run, other] = threeRuns();
    storeRun(results.path, other!);
    for (const version of [2, 3]) {
      const folder = storeRun(results.path, run!);
      writeFileSync(join(folder, "summary.json"), `{"schema": "tunnelbench/summary/${version}"}`);
      const words = ["history", "stunnel.http.ratio.p50", "--results", results.path];
      const { exitCode, stdout, stderr } = await bench(words);
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /^a: no value: cannot read ".*summary\.json": it has no /m);
    }
  });

  it("names the nearest address for a slip of the pen", async () => {
    using results = temporaryFolder();
    for (const run of threeRuns()) storeRun(results.path, run);
    const metric = await bench(["history", "stunnel.http.ratoi.p50", "--results", results.path]);
    assert.deepEqual([metric.exitCode, metric.stdout], [2, ""]);
    assert.match(metric.stderr, /did you mean "stunnel\.http\.ratio\.p50"\?/);
    const scenario = await bench(["history", "stunel.http.ratio.p50", "--results", results.path]);
    assert.match(scenario.stderr, /did you mean "stunnel"\?/);
    const count = await bench(["history", "stunnel.http.ratio.p50", "--last", "0"]);
    assert.equal(count.exitCode, 2);
  });

  it("says so where there is no run at all", async () => {
    using results = temporaryFolder();
    const { exitCode, stderr } = await bench(["history", "stunnel.errors", "--results", results.path]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /there is no run yet/);
  });
});

describe("bench history --elasticsearch", () => {
  it("shows the same figures from the documents of the same runs", async () => {
    using results = temporaryFolder();
    const runs = threeRuns();
    runs[1]!.record.host.kernel = "6.19.0";
    for (const run of runs) storeRun(results.path, run);
    await using server = await fakeElasticsearch(runs);
    const addresses = [
      "stunnel.http.ratio.p50",
      "shadowsocks.http.latency.p99",
      "*.resources.memory",
      "native.errors",
    ];
    const history = async (place: string[]) =>
      JSON.parse((await bench(["history", ...addresses, ...place, "--format", "json"])).stdout) as History;
    const [here, there] = [
      await history(["--results", results.path]),
      await history(["--elasticsearch", server.url]),
    ];
    assert.deepEqual(there.runs, here.runs);
    const figures = ({ series }: History) =>
      series.flatMap(({ scenario, metric, points }) =>
        points.map(({ run, value, low, high, obstacles }) => [
          scenario,
          metric,
          run,
          value,
          low,
          high,
          obstacles,
        ]),
      );
    assert.deepEqual(figures(there), figures(here));
    assert.ok(figures(here).some(([, , , value]) => value === "inf"));
    assert.ok(figures(here).some(([, , , , , , obstacles]) => String(obstacles) === "kernel"));
  });
});
