import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { errors } from "@elastic/elasticsearch";
import { clientOf } from "./client.ts";
import { isAlive } from "./server-folder.ts";
import { serverVersions, tryStart } from "./servers.ts";
import { blockWrites, makeApiKey, makeUser } from "./servers-admin.ts";

/** Resolves with the HTTP status of a call that the server refuses; fails where it is obeyed. */
async function refusal(call: Promise<unknown>): Promise<{ status: number; reason: string }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof errors.ResponseError)) throw error;
    return { status: error.statusCode ?? 0, reason: error.message };
  }
  throw new assert.AssertionError({ message: "the server did what it should have refused" });
}

for (const version of serverVersions) {
  test(`server ${version} finds what was stored, and still does after SIGKILL and a restart`, async (t) => {
    await using server = await tryStart({ version });
    if (server.skipped !== null) return t.skip(server.skipped);
    assert.ok(server.version.startsWith(`${version}.`));
    await using client = clientOf(server);
    await client.index({ index: "kept", id: "1", document: { word: "before" } });
    await server.kill();
    await assert.rejects(client.count({ index: "kept" }), errors.ConnectionError);
    await server.restart();
    assert.equal((await client.count({ index: "kept" })).count, 1);
    const found = await client.search({ index: "kept", query: { match: { word: "before" } } });
    assert.deepEqual(found.hits.hits[0]?._source, { word: "before" });
  });

  test(`server ${version} answers 429 to what exceeds its memory and to writes while the disk counts as full`, async (t) => {
    await using server = await tryStart({ version, settings: { "indexing_pressure.memory.limit": "16kb" } });
    if (server.skipped !== null) return t.skip(server.skipped);
    await using client = clientOf(server);
    const store = (bytes: number) => client.index({ index: "small", document: { text: "x".repeat(bytes) } });
    await store(100);
    const tooMuch = await refusal(store(32_768));
    assert.equal(tooMuch.status, 429);
    assert.match(tooMuch.reason, /es_rejected_execution_exception/);
    await blockWrites(server, "small", true);
    const blocked = await refusal(store(100));
    assert.equal(blocked.status, 429); // 403 is what the other blocks answer
    assert.match(blocked.reason, /cluster_block_exception/);
    const bulk = await client.bulk({ index: "small", operations: [{ index: {} }, {}] });
    assert.equal(bulk.items[0]?.index?.error?.type, "cluster_block_exception");
    assert.equal(bulk.items[0]?.index?.status, 429);
    await blockWrites(server, "small", false);
    await store(100);
  });
}

for (const [version, security] of [
  ["8.19", "password"],
  ["9.2", "tls"],
] as const) {
  test(`server ${version} with security "${security}" obeys password, API key and user within their privileges`, async (t) => {
    await using server = await tryStart({ version, security });
    if (server.skipped !== null) return t.skip(server.skipped);
    const statusOf = async (auth: object, index: string) => {
      await using client = clientOf(server, { auth: auth as { apiKey: string } });
      return (await refusal(client.index({ index, document: {} }))).status;
    };
    const mine = { indices: [{ names: ["mine-*"], privileges: ["create_index", "create_doc"] }] };
    const key = { apiKey: await makeApiKey(server, mine) };
    const user = await makeUser(server, "writer", mine);
    for (const auth of [key, user]) {
      await using client = clientOf(server, { auth });
      assert.equal((await client.index({ index: "mine-1", document: {} })).result, "created");
      assert.equal(await statusOf(auth, "other"), 403);
    }
    assert.equal(await statusOf({ username: "elastic", password: "wrong" }, "mine-1"), 401);
    assert.equal(await statusOf({ apiKey: "d3Jvbmc6a2V5" }, "mine-1"), 401);
    if (server.caFile === null) return;
    await using stranger = clientOf({ ...server, caFile: null });
    await assert.rejects(stranger.cluster.health(), /unable to verify the first certificate/);
  });
}

test("a server that ends at its start is an error that shows why", async (t) => {
  const starting = tryStart({ version: "9.2", settings: { "no.such.setting": "1" } });
  const server = await starting.catch((error: Error) => error);
  if (!(server instanceof Error)) return t.skip(server.skipped ?? assert.fail("it started"));
  assert.match(server.message, /unknown setting \[no\.such\.setting\]/);
});

test("a server ends with the test that is killed, and the next start removes its folder", {
  timeout: 300_000,
}, async (t) => {
  const servers = new URL("./servers.ts", import.meta.url);
  const program = `
    import { tryStart } from ${JSON.stringify(servers.href)};
    const { skipped = null, pid, folder, source } = await tryStart({ version: "9.2" });
    console.log(JSON.stringify({ skipped, pid, folder, source }));
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(owner.stdout.setEncoding("utf8"), "data");
  owner.kill("SIGKILL");
  await once(owner, "close");
  const { skipped, pid, folder, source } = JSON.parse(line);
  if (skipped !== null) return t.skip(skipped);
  if (source === "distribution") while (isAlive(pid)) await pause(50); // bounded by the test's time limit
  await using next = await tryStart({ version: "9.2" });
  assert.equal(next.skipped, null);
  assert.ok(!existsSync(folder));
});
