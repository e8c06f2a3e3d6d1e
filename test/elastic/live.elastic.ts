import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../harness/model/tool.ts";
import { connectElastic } from "../../harness/sinks/connection.ts";
import { LiveSink } from "../../harness/sinks/live.ts";
import { pushRun } from "../../harness/sinks/push.ts";
import { type ElasticsearchServer, serverVersions } from "./servers.ts";
import { describeServer, storedCounts, watchBulk } from "./support.ts";
import {
  appendLines,
  beginRun,
  type CopiedRun,
  changeRun,
  exampleLines,
  expectedCounts,
} from "./support-run.ts";

/** Long enough for a machine that has much else to do: what a pause is for here is what it sends. */
const limitsMs = { open: 60_000, pause: 60_000, sending: 60_000 };

/** The example run as it came to be: what its phases left in the folder, and the record after each. */
class GrowingRun {
  readonly run: CopiedRun;
  readonly #whole: CopiedRun["record"];
  #phases = 0;

  constructor(results: string) {
    this.run = beginRun(results);
    this.#whole = this.run.record;
    this.run.record = changeRun(this.run, (record) => ({ ...record, status: "running", timeline: [] }));
  }

  /** Adds what the next phases that left something in the folder left there, or all that are to come. */
  grow(phases = Number.POSITIVE_INFINITY): void {
    const timeline = this.#whole.timeline.slice(this.#phases, this.#phases + phases);
    this.#phases += timeline.length;
    for (const { phase, startNs, endNs } of timeline) {
      const isOfPhase = (line: string) => JSON.parse(line).phase.split("#")[0] === phase;
      for (const file of ["samples.ndjson.gz", "counters.ndjson", "loads.ndjson"] as const) {
        const lines = exampleLines(file).filter(isOfPhase);
        if (lines.length > 0) appendLines(this.run, file, lines.slice(0, 200));
      }
      const points = exampleLines("containers.ndjson").filter((line) => {
        const { atNs } = JSON.parse(line);
        return atNs >= startNs && atNs < endNs;
      });
      if (points.length > 0) appendLines(this.run, "containers.ndjson", points);
    }
    this.run.record = changeRun(this.run, (record) => ({
      ...record,
      timeline: this.#whole.timeline.slice(0, this.#phases),
    }));
  }

  end(): void {
    this.grow();
    changeRun(this.run, () => this.#whole);
    const summary = readFileSync(join(projectFolder, "results/example/summary.json"), "utf8");
    writeFileSync(join(this.run.path, "summary.json"), summary);
  }
}

/** A sink, and what it warned of. */
function makeSink({ url }: ElasticsearchServer, limits = limitsMs): { sink: LiveSink; warnings: string[] } {
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  return { sink: new LiveSink({ url, env: {}, warn, limitsMs: limits }), warnings };
}

/** What `bench run` does after the analysis; returns how many documents it sent. */
async function finish({ url }: ElasticsearchServer, folder: string): Promise<number> {
  const elastic = await connectElastic(url, {});
  const sent = watchBulk(elastic.client);
  await pushRun(elastic, folder);
  return sent.documents;
}

for (const version of serverVersions) {
  describeServer(`storing a run in Elasticsearch ${version} while it goes on`, { version }, (onServer) => {
    onServer("needs nothing but the summary at the end", async (server, results) => {
      const growing = new GrowingRun(results);
      const { run } = growing;
      const { sink, warnings } = makeSink(server);
      await sink.open(run.record);
      for (let pause = 0; pause < 4; pause++) {
        growing.grow(4);
        await sink.pause(run.record, run.path);
      }
      growing.end();
      await sink.pause(run.record, run.path);
      const expected = expectedCounts(run);
      assert.deepEqual(await storedCounts(server, run.id), { ...expected, summaries: 0 });
      assert.equal(await finish(server, run.path), expected["summaries"]);
      assert.deepEqual(await storedCounts(server, run.id), expected);
      assert.deepEqual(warnings, []);
    });

    if (version === "8.19") {
      onServer("begins when a server comes that was away at the start", async (server, results) => {
        const growing = new GrowingRun(results);
        const { run } = growing;
        const { sink, warnings } = makeSink(server);
        await server.kill();
        await sink.open(run.record);
        growing.grow(8);
        await sink.pause(run.record, run.path); // not asked again so soon
        await server.restart();
        growing.grow(8);
        await sink.pause(run.record, run.path);
        assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
        growing.end();
        await finish(server, run.path);
        assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
        assert.match(warnings[0]!, /^not stored for now, the run goes on: .* does not answer: /);
        assert.deepEqual(warnings.slice(1), ["Elasticsearch takes documents again"]);
      });
      return;
    }

    onServer(
      "leaves for later, without a word, what the time of a pause is too short for",
      async (server, results) => {
        const growing = new GrowingRun(results);
        const { run } = growing;
        const { sink, warnings } = makeSink(server, { ...limitsMs, sending: 0 });
        await sink.open(run.record);
        growing.end();
        await sink.pause(run.record, run.path);
        const nothing = { samples: 0, counters: 0, containers: 0, loads: 0, summaries: 0 };
        assert.deepEqual(await storedCounts(server, run.id), nothing);
        assert.deepEqual(warnings, []);
        await finish(server, run.path);
        assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
      },
    );

    onServer("goes on where it was after the server was killed while it sent", async (server, results) => {
      const growing = new GrowingRun(results);
      const { run } = growing;
      const { sink, warnings } = makeSink(server);
      const pauses = async (count: number) => {
        for (let pause = 0; pause < count; pause++) await sink.pause(run.record, run.path);
      };
      await sink.open(run.record);
      growing.grow(8);
      await Promise.all([pauses(1), server.kill()]);
      growing.grow(4);
      await pauses(3); // at least one of them asks the server
      await server.restart();
      growing.grow(4);
      await pauses(5); // at most four are let pass
      assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
      assert.match(warnings[0]!, /^not stored for now, the run goes on: .* does not answer: /);
      assert.deepEqual(warnings.slice(1), ["Elasticsearch takes documents again"]);
      growing.end();
      await finish(server, run.path);
      assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
    });
  });
}
