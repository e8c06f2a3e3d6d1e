import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import type { Stored } from "../../harness/store/stored-in.ts";
import {
  type Ended,
  onlyRunFolder,
  readOnlyRun,
  runBench,
  startBench,
  until,
  withoutDocker,
} from "../e2e/support.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { clientOf } from "./client.ts";
import { ask } from "./panel-answers.ts";
import { checkCharts, checkComparison, checkHistory } from "./panel-checks.ts";
import { readPanelRun } from "./panel-runs.ts";
import { checkDistribution, checkPercentiles } from "./panel-samples.ts";
import { type ElasticsearchServer, tryStart } from "./servers.ts";

/** Lines of a file of the run, counted without any of our readers. */
function linesOf(folder: string, name: string): number {
  const file = join(folder, name);
  if (!existsSync(file)) return 0;
  const bytes = readFileSync(file);
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  return text.split("\n").length - 1;
}

/** Lines that the run has noted as stored up to now. */
function storedLines(results: string): number {
  const run = readOnlyRun(results);
  const file = run && join(results, run.id, "elasticsearch.json");
  if (!file || !existsSync(file)) return 0;
  const { clusters } = JSON.parse(readFileSync(file, "utf8")) as { clusters: Record<string, Stored> };
  return Object.values(clusters)[0]?.files.samples.lines ?? 0;
}

interface Bucket {
  key: string;
  doc_count: number;
}

describe("a real run whose server is killed in the middle of it", { skip: withoutDocker ?? false }, () => {
  const temporary = temporaryFolder();
  let server: ElasticsearchServer;
  let skipped: string | null = null;
  let run: Ended;
  let folder: string;
  let storedBefore = 0;

  const counts = async () => {
    await using client = clientOf(server);
    await client.indices.refresh({ index: "tunnelbench-*" });
    const { id } = readOnlyRun(temporary.path)!;
    const { aggregations } = await client.search<unknown, { kinds: { buckets: Bucket[] } }>({
      index: "tunnelbench-*",
      size: 0,
      query: { term: { "bench.run.id": id } },
      aggs: { kinds: { terms: { field: "event.dataset", size: 10 } } },
    });
    const buckets = aggregations!.kinds.buckets;
    return Object.fromEntries(
      buckets.map(({ key, doc_count }) => [key.replace("tunnelbench.", ""), doc_count]),
    );
  };
  const push = () => runBench(["push", "--elasticsearch", server.url], temporary.path);

  before(async () => {
    const started = await tryStart({ version: "9.2" });
    skipped = started.skipped;
    if (started.skipped !== null) return;
    server = started;
    const args = ["run", "--scenario", "stunnel", "--profile", "smoke", "--elasticsearch", server.url];
    const running = startBench(args, temporary.path);
    await until("some samples are stored", () => storedLines(temporary.path) > 0);
    await server.kill();
    storedBefore = storedLines(temporary.path);
    run = await running.ended;
    folder = onlyRunFolder(temporary.path);
    await server.restart();
  });
  after(async () => {
    temporary[Symbol.dispose]();
    await server?.[Symbol.asyncDispose]();
  });

  it("ends with the exit status of the measurement, a warning, and the command to finish later", (t) => {
    if (skipped !== null) return t.skip(skipped);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.equal(readOnlyRun(temporary.path)!.status, "complete");
    assert.match(
      run.stderr,
      /^bench: warning: not stored for now, the run goes on: Elasticsearch at .* does not answer/m,
    );
    assert.match(
      run.stderr,
      /^bench: hint: nothing is lost; finish later with "bench push \S+ --elasticsearch \S+"$/m,
    );
  });

  it("was stored in part by then, and bench push completes exactly the rest", async (t) => {
    if (skipped !== null) return t.skip(skipped);
    const before = await counts();
    const samples = linesOf(folder, "samples.ndjson.gz");
    assert.ok(storedBefore > 0 && storedBefore < samples, `${storedBefore} of ${samples}`);
    assert.ok(before["samples"]! >= storedBefore, "what was acknowledged survived SIGKILL");
    const ended = await push();
    assert.equal(ended.exitCode, 0, ended.stderr);
    const { scenarios } = readOnlyRun(temporary.path)!;
    assert.deepEqual(await counts(), {
      samples,
      counters: linesOf(folder, "counters.ndjson"),
      containers: linesOf(folder, "containers.ndjson"),
      loads: linesOf(folder, "loads.ndjson"),
      summaries: 2 * scenarios.length + 1,
    });
  });

  it("has the same counts after a second push, which sends nothing", async (t) => {
    if (skipped !== null) return t.skip(skipped);
    const before = await counts();
    const ended = await push();
    assert.match(ended.stdout, / 0 created, [\d,]+ already there, 0 refused$/m);
    assert.deepEqual(await counts(), before);
  });

  it("gives the dashboards the figures of its files", async (t) => {
    if (skipped !== null) return t.skip(skipped);
    await using client = clientOf(server);
    const stored = await readPanelRun(folder);
    const answers = await ask(client, stored);
    checkComparison(answers, stored);
    checkHistory(answers, stored);
    checkDistribution(answers, stored);
    await checkCharts(answers, stored);
    t.diagnostic(`${checkPercentiles(answers, stored)} percentiles within the tolerance of the t-digest`);
  });

  it("is listed and reported from there as from its folder", async (t) => {
    if (skipped !== null) return t.skip(skipped);
    const { id } = readOnlyRun(temporary.path)!;
    const listed = await runBench(["list", "runs", "--elasticsearch", server.url], temporary.path);
    assert.match(listed.stdout, new RegExp(`^${id} +[ABC] +complete +smoke +`, "m"));
    const here = await runBench(["report", id, "--format", "markdown"], temporary.path);
    const there = await runBench(
      ["report", id, "--format", "markdown", "--elasticsearch", server.url],
      join(temporary.path, "elsewhere"),
    );
    assert.equal(there.exitCode, 0, there.stderr);
    assert.equal(there.stdout, here.stdout);
  });
});
