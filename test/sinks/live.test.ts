import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "node:test";
import { LiveSink } from "../../harness/sinks/live.ts";
import { copyRun } from "../elastic/support-run.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A TCP server that counts connections and does with each what it is told. */
async function tcpServer(accept: (socket: { destroy(): void }) => void) {
  const sockets = new Set<{ destroy(): void }>();
  const seen = { connections: 0 };
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    seen.connections++;
    accept(socket);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

describe("LiveSink", () => {
  it("warns once of a server that is away, lets 1, 2, 4, … pauses pass between attempts, and never throws", async () => {
    await using server = await tcpServer((socket) => socket.destroy());
    using results = temporaryFolder();
    const run = copyRun(results.path);
    const before = readdirSync(run.path);
    const warnings: string[] = [];
    const sink = new LiveSink({ url: server.url, env: {}, warn: (text) => warnings.push(text) });
    await sink.open(run.record);
    const attempts: number[] = [];
    for (let pause = 1; pause <= 20; pause++) {
      const { connections } = server.seen;
      await sink.pause(run.record, run.path);
      if (server.seen.connections > connections) attempts.push(pause);
    }
    assert.deepEqual(attempts, [2, 5, 10, 19]); // 1, 2, 4, 8 pauses lie between
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0]!,
      /^not stored for now, the run goes on: Elasticsearch at http:\S+ does not answer: .*; is it running, /,
    );
    assert.deepEqual(readdirSync(run.path), before);
  });

  it("gives up a server that takes requests and never answers", async () => {
    await using blackHole = await tcpServer(() => undefined);
    using results = temporaryFolder();
    const run = copyRun(results.path);
    const warnings: string[] = [];
    const limitsMs = { open: 50, pause: 50, sending: 50 };
    const sink = new LiveSink({ url: blackHole.url, env: {}, warn: (text) => warnings.push(text), limitsMs });
    await sink.open(run.record); // resolves at all
    for (let pause = 1; pause <= 2; pause++) await sink.pause(run.record, run.path);
    assert.deepEqual(warnings, [
      `not stored for now, the run goes on: Elasticsearch at ${blackHole.url} needs more than 0.05 s; is it overloaded, or the way to it slow?`,
    ]);
  });

  it("is refused where address or credentials cannot be right, before anything is asked", () => {
    const warn = () => assert.fail("no server was asked");
    assert.throws(() => new LiveSink({ url: "nowhere", env: {}, warn }), { code: "bad-input" });
    const env = { BENCH_ELASTICSEARCH_CA: "/nonexistent/ca.pem" };
    assert.throws(() => new LiveSink({ url: "https://127.0.0.1:1", env, warn }), { code: "environment" });
  });
});
