import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectElastic } from "../../harness/sinks/connection.ts";
import { LiveSink } from "../../harness/sinks/live.ts";
import { pushRun } from "../../harness/sinks/push.ts";
import { bench, type CliResult } from "../support/fake-io.ts";
import { clientOf } from "./client.ts";
import type { ElasticsearchServer } from "./servers.ts";
import { blockWrites } from "./servers-admin.ts";
import { describeServer, storedCounts } from "./support.ts";
import { copyRun, expectedCounts } from "./support-run.ts";

/** Less than the samples of a copied run in one request. */
const settings = { "indexing_pressure.memory.limit": "100kb" };

function push({ url }: ElasticsearchServer, results: string): Promise<CliResult> {
  return bench(["push", "--results", results, "--elasticsearch", url]);
}

/** Starts the server again without what it was started with. */
async function restartUnlimited(server: ElasticsearchServer): Promise<void> {
  const file = join(server.folder, "config/elasticsearch.yml");
  const kept = readFileSync(file, "utf8").replace(/^indexing_pressure.*\n/m, "");
  writeFileSync(file, kept);
  await server.restart();
}

describeServer("bad days of Elasticsearch", { version: "9.2", settings }, (onServer) => {
  onServer(
    "429, too much to do: said by the live sink and by push, which a later push makes good",
    async (server, results) => {
      const run = copyRun(results);
      const warnings: string[] = [];
      const limitsMs = { open: 60_000, pause: 60_000, sending: 60_000 };
      const sink = new LiveSink({ url: server.url, env: {}, warn: (text) => warnings.push(text), limitsMs });
      await sink.open(run.record);
      await sink.pause(run.record, run.path);
      assert.equal(warnings.length, 1);
      assert.match(
        warnings[0]!,
        / has too much to do: rejected execution of coordinating operation .*; try again later/,
      );
      const elastic = await connectElastic(server.url, {});
      await assert.rejects(pushRun(elastic, run.path, { busyWaits: [0] }), {
        code: "environment",
        message: / has too much to do: rejected execution of coordinating operation /,
      });
      await restartUnlimited(server);
      assert.deepEqual(await push(server, results).then(({ exitCode, stderr }) => [exitCode, stderr]), [
        0,
        "",
      ]);
      assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
      assert.ok(!existsSync(join(run.path, "rejected.ndjson")), "load is no fault of a document");
    },
  );

  onServer(
    "killed in the middle of a push: the next push makes the counts equal to the lines",
    async (server, results) => {
      const run = copyRun(results, { samples: 9_000 });
      const elastic = await connectElastic(server.url, {});
      let killing: Promise<void> | null = null;
      const pushing = pushRun(elastic, run.path, {
        progress({ documents }) {
          if (documents >= 4_000) killing ??= server.kill();
        },
      });
      await assert.rejects(pushing, { code: "environment", message: /does not answer/ });
      await killing;
      const away = await push(server, results);
      assert.equal(away.exitCode, 3);
      assert.match(away.stderr, / does not answer: .*\nbench: hint: is it running/);
      await server.restart();
      const before = await storedCounts(server, run.id);
      assert.ok(
        before["samples"]! > 0 && before["samples"]! < 9_000,
        `killed in the middle: ${before["samples"]}`,
      );
      const { exitCode, stderr } = await push(server, results);
      assert.deepEqual([exitCode, stderr], [0, ""]);
      assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
    },
  );

  for (const [what, block] of [
    [
      "the flood stage of its disk",
      (server: ElasticsearchServer, on: boolean) => blockWrites(server, "tunnelbench-*", on),
    ],
    ["index.blocks.write", setWriteBlock],
  ] as const) {
    onServer(
      `indices that may not be written because of ${what}: said, with what to do, and nothing counts as stored`,
      async (server, results) => {
        copyRun(results);
        await push(server, results); // the indices are there
        const run = copyRun(results);
        await block(server, true);
        const { exitCode, stderr } = await push(server, results);
        assert.equal(exitCode, 3);
        assert.match(
          stderr,
          /^bench: error: Elasticsearch at \S+ refuses to write: index .*block.*\nbench: hint: its disk is too full, or somebody locked the index: /,
        );
        assert.ok(!existsSync(join(run.path, "rejected.ndjson")));
        await block(server, false);
        assert.equal((await push(server, results)).exitCode, 0);
        assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
      },
    );
  }

  onServer(
    "an index that is locked while a push is under way: no document counts as refused",
    async (server, results) => {
      const run = copyRun(results, { samples: 3_000 });
      const elastic = await connectElastic(server.url, {});
      let blocking: Promise<void> | null = null;
      const pushing = pushRun(elastic, run.path, {
        progress() {
          blocking ??= setWriteBlock(server, true);
        },
      });
      await assert.rejects(pushing, { code: "environment", message: /refuses to write: index / });
      await blocking;
      assert.ok(!existsSync(join(run.path, "rejected.ndjson")));
      await setWriteBlock(server, false);
      assert.equal((await push(server, results)).exitCode, 0);
      assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
    },
  );

  for (const [what, properties] of [
    ["a field of another type", { bench: { properties: { latency_us: { type: "keyword" } } } }],
    ["a field where there are fields below it now", { bench: { type: "keyword" } }],
  ] as const) {
    onServer(`an index of an older version with ${what}: said, with what to do`, async (server, results) => {
      const run = copyRun(results, { startedAt: "2029-04-01T00:00:00.000Z" });
      const index = "tunnelbench-samples-2029.04";
      await using client = clientOf(server);
      await client.indices.deleteIndexTemplate({ name: "tunnelbench-samples" });
      await client.indices.create({ index, mappings: { properties } });
      const { exitCode, stderr } = await push(server, results);
      assert.equal(exitCode, 3);
      assert.match(
        stderr,
        /^bench: error: index "tunnelbench-samples-2029\.04" was made by another version: .*bench.*\nbench: hint: delete that index and push its runs again/,
      );
      await client.indices.delete({ index });
      assert.equal((await push(server, results)).exitCode, 0);
      assert.deepEqual(await storedCounts(server, run.id), expectedCounts(run));
      await client.indices.delete({ index });
    });
  }

  onServer("an index of an older version without a field: it gets the field", async (server, results) => {
    copyRun(results, { startedAt: "2029-05-01T00:00:00.000Z" });
    const index = "tunnelbench-samples-2029.05";
    await using client = clientOf(server);
    await client.indices.deleteIndexTemplate({ name: "tunnelbench-samples" });
    const older = { bench: { properties: { run: { properties: { id: { type: "keyword" } } } } } } as const;
    await client.indices.create({ index, mappings: { dynamic: "false", properties: older } });
    assert.equal((await push(server, results)).exitCode, 0);
    await client.indices.refresh({ index });
    const query = { exists: { field: "bench.latency_us" } };
    assert.ok((await client.count({ index, query })).count > 0);
  });
});

async function setWriteBlock(server: ElasticsearchServer, blocked: boolean): Promise<void> {
  await using client = clientOf(server);
  await client.indices.putSettings({
    index: "tunnelbench-*",
    settings: { "index.blocks.write": blocked || null },
  });
}
