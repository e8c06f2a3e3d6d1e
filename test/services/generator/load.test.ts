import assert from "node:assert/strict";
import { createServer as createHttpServer, type Server } from "node:http";
import { connect, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import type { LoadSpec } from "../../../harness/model/plan.ts";
import type { HelloCommand, LoadCommand, TargetAddress } from "../../../harness/model/protocol.ts";
import { bareConnection } from "../../../services/generator/bare-connection.ts";
import { bareRequest } from "../../../services/generator/bare-request.ts";
import type { LoadRun } from "../../../services/generator/closed-loop.ts";
import { startLoad } from "../../../services/generator/load.ts";
import { watchLoop } from "../../../services/generator/loop-watch.ts";
import { batchesOf, openLoop } from "../../../services/generator/open-loop.ts";
import { openSocket } from "../../../services/generator/open-socket.ts";
import type { Pacer } from "../../../services/generator/pacer.ts";
import { createTally } from "../../../services/generator/tally.ts";
import { openTarget } from "../../../services/generator/targets.ts";
import { createService } from "../../../services/http-server/service.ts";
import { clockSince } from "../../../services/shared/clock.ts";
import { messageOf } from "../../support/flights.ts";
import { deadAddress, loopback } from "../../support/loopback.ts";
import { socksProxy } from "./socks-proxy.ts";

const clock = clockSince(process.hrtime.bigint().toString());
const never = 60_000;

/** Releases on time by the main thread's own timers: the pacer's thread has tests of its own. */
const byTimer: Pacer = {
  async pace(dueNs, release) {
    for (const [index, due] of dueNs.entries()) {
      while (clock.now() < due) await new Promise(setImmediate);
      release(index);
    }
  },
};

interface Options {
  load: LoadSpec;
  timeoutMs?: number;
  drainMs?: number;
  seconds?: number;
  settleSeconds?: number;
}

async function run(
  http: TargetAddress,
  { load, timeoutMs = never, drainMs = never, seconds = 0.3, settleSeconds = 0.1 }: Options,
) {
  const target = { scenario: "stunnel", clientId: "a".repeat(32), addresses: { http } };
  const hello: HelloCommand = {
    ...{ type: "hello", epochNs: "0", keyHex: "07".repeat(32), payloadBytes: 256, timeoutMs },
    targets: [target],
  };
  const command: LoadCommand = {
    ...{ type: "load", name: "i0-load", scenario: "stunnel", load, seconds, settleSeconds, seed: "seed" },
  };
  const open = openTarget(target, hello, clock);
  const started = await startLoad(command, open, { clock, pacer: byTimer, timeoutMs, drainMs });
  const outcome = await started.finished;
  open.http?.close();
  return { ...started, ...outcome, started };
}

/** Every connection to a server was closed by who had opened it. */
async function allClosed(sockets: readonly Socket[]): Promise<void> {
  await Promise.all(
    sockets.map((socket) => socket.closed || new Promise((resolve) => socket.once("close", resolve))),
  );
}

/** The service, but every n-th request is handled in another way. */
function serviceExcept(n: number, handle: (socket: Socket) => void): Server {
  const service = createService();
  let asked = 0;
  return createHttpServer((request, response) => {
    asked++;
    if (asked % n === 0) handle(request.socket);
    else service.emit("request", request, response);
  });
}

for (const way of ["directly", "through SOCKS5"] as const) {
  describe(`a load ${way}`, () => {
    async function lab() {
      const service = await loopback(createService());
      const proxy = await loopback(socksProxy([]));
      const socksTarget = { host: "http-server", port: service.address.port };
      const entry = { ...proxy.address, protocol: "socks5h", socksTarget } as const;
      return {
        address: way === "directly" ? service.address : entry,
        service,
        async [Symbol.asyncDispose]() {
          await service[Symbol.asyncDispose]();
          await proxy[Symbol.asyncDispose]();
        },
      };
    }

    it("in a closed loop keeps its connections and counts what was answered in the window", async () => {
      await using entry = await lab();
      const result = await run(entry.address, { load: { kind: "closed-loop", connections: 8 } });
      assert.equal(result.startNs, result.started.startNs + 0.1e9);
      assert.equal(result.endNs, result.started.endNs);
      assert.ok(result.completed > 0);
      assert.equal(result.latency!.count, result.completed);
      assert.deepEqual([result.errors, result.bytes, result.offered], [{}, null, null]);
      assert.ok(result.backlog <= 8, `${result.backlog}`);
      assert.equal(entry.service.sockets.length, 8);
      assert.ok(result.facts.cpuNs > 0 && result.facts.blocks!.length === 1);
      await allClosed(entry.service.sockets);
    });

    it("of new connections has one for every request", async () => {
      await using entry = await lab();
      const result = await run(entry.address, { load: { kind: "connect-rate", connections: 4 } });
      assert.ok(result.completed > 0);
      assert.deepEqual(result.errors, {});
      assert.ok(entry.service.sockets.length >= result.completed);
      await allClosed(entry.service.sockets);
    });

    it("in an open loop offers what is due, and all of it is answered", async () => {
      await using entry = await lab();
      const load: LoadSpec = { kind: "open-loop", connections: 4, ratePerSecond: 200 };
      const result = await run(entry.address, { load });
      assert.equal(result.offered, 40); // 200/s × (0.3 s − 0.1 s)
      assert.equal(result.latency!.count, 40);
      assert.deepEqual(result.errors, {});
      assert.equal(entry.service.sockets.length, 4);
      assert.notEqual(result.facts.dispatchLagP99Ns, null);
      await allClosed(entry.service.sockets);
    });

    for (const direction of ["up", "down"] as const) {
      it(`of bulk ${direction} counts verified bytes of all streams`, async () => {
        await using entry = await lab();
        const result = await run(entry.address, { load: { kind: "bulk", direction, streams: 3 } });
        assert.deepEqual([result.errors, result.completed, result.latency], [{}, 0, null]);
        assert.ok(result.bytes! > 0);
        assert.equal(entry.service.sockets.length, 3);
        await allClosed(entry.service.sockets);
      });
    }
  });
}

describe("a load that meets failures", () => {
  it("counts a connection that is cut, opens another one and goes on", async () => {
    const server = serviceExcept(20, (socket) => socket.resetAndDestroy());
    await using entry = await loopback(server);
    const load: LoadSpec = { kind: "closed-loop", connections: 2 };
    const { completed, errors } = await run(entry.address, { load, settleSeconds: 0 });
    assert.deepEqual(Object.keys(errors), ["reset"]);
    // every 20th request from the first on: 19 answers to each error, but for the one that was under way at the end
    assert.ok(Math.abs(completed / 19 - errors.reset!) <= 1.2, `${completed} ${errors.reset}`);
    assert.ok(entry.sockets.length >= errors.reset! + 1);
  });

  it("counts refused connections, one at each attempt", async () => {
    const dead = await deadAddress();
    for (const kind of ["closed-loop", "connect-rate"] as const) {
      const { completed, errors } = await run(dead, { load: { kind, connections: 2 }, settleSeconds: 0 });
      assert.equal(completed, 0);
      assert.deepEqual(Object.keys(errors), ["refused"]);
      assert.ok(errors.refused! >= 2 && errors.refused! <= 2 * 35, `${errors.refused}`); // each waits 10 ms
    }
  });

  it("of an open loop whose service is dead fails what it can and gives up the rest", async () => {
    const load: LoadSpec = { kind: "open-loop", connections: 1, ratePerSecond: 1_000 };
    const result = await run(await deadAddress(), { load, settleSeconds: 0, timeoutMs: 100 });
    assert.equal(result.offered, 300);
    assert.deepEqual([result.completed, result.latency], [0, null]);
    const failed = Object.values(result.errors).reduce((sum, count) => sum + count, 0);
    assert.equal(failed + result.backlog, 300);
  });

  it("ends with a silent service too: what has no answer times out or is cut off", async () => {
    await using silent = await loopback(createServer((socket) => void socket.resume()));
    const closed = await run(silent.address, {
      ...{ load: { kind: "closed-loop", connections: 3 }, settleSeconds: 0, timeoutMs: 50 },
    });
    assert.deepEqual([closed.completed, closed.latency], [0, null]);
    assert.deepEqual(Object.keys(closed.errors), ["timeout"]);
    assert.equal((closed.errors.timeout! + closed.backlog) % 3, 0); // each connection has as many as the others
    const open = await run(silent.address, {
      ...{
        load: { kind: "open-loop", connections: 2, ratePerSecond: 100 },
        settleSeconds: 0,
        timeoutMs: 200,
      },
    });
    assert.equal(open.offered, 30);
    assert.equal((open.errors.timeout ?? 0) + open.backlog, 30);
    await allClosed(silent.sockets);
  });

  it("puts the waiting for a busy connection into the open loop's latency", async () => {
    // one connection, 5 ms of service, 400/s offered: the queue grows by 200 ms a 400 ms, so the median waits for long
    const service = createService();
    const slow = createHttpServer((request, response) => {
      setTimeout(() => service.emit("request", request, response), 5);
    });
    await using entry = await loopback(slow);
    const load: LoadSpec = { kind: "open-loop", connections: 1, ratePerSecond: 400 };
    const result = await run(entry.address, { load, settleSeconds: 0 });
    assert.deepEqual([result.offered, result.latency!.count], [120, 120]); // the drain answers them all
    assert.ok(result.backlog >= 50, `${result.backlog}`); // about 60 are answered in 300 ms, if all goes well
    assert.equal(result.completed + result.backlog, 120);
    // the last of 120 is due after 300 ms and answered after 600 ms at least
    assert.ok(result.latency!.maxNs >= 250e6, `${result.latency!.maxNs}`);
  });

  it("refuses a scenario that carries no HTTP", async () => {
    const target = { scenario: "stunnel", clientId: "a".repeat(32), addresses: {} };
    const hello: HelloCommand = {
      ...{ type: "hello", epochNs: "0", keyHex: "07".repeat(32), payloadBytes: 256, timeoutMs: 1 },
      targets: [target],
    };
    const command: LoadCommand = {
      ...{ type: "load", name: "x", scenario: "stunnel", seconds: 1, settleSeconds: 0, seed: "s" },
      load: { kind: "closed-loop", connections: 1 },
    };
    const tools = { clock, pacer: byTimer, timeoutMs: 1 };
    await assert.rejects(startLoad(command, openTarget(target, hello, clock), tools), /carries no http/);
  });
});

describe("a bulk load that meets failures", () => {
  for (const [what, reply, expected] of [
    ["another status", "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n", "status"],
    ["bytes that are not the pattern", `HTTP/1.1 200 OK\r\n\r\n${"x".repeat(99)}`, "mismatch"],
  ] as const) {
    it(`counts a downward stream with ${what} once`, async () => {
      const server = createServer((socket) => void socket.once("data", () => socket.write(reply)));
      await using entry = await loopback(server);
      const load: LoadSpec = { kind: "bulk", direction: "down", streams: 2 };
      const { errors, bytes } = await run(entry.address, { load });
      assert.deepEqual([errors, bytes], [{ [expected]: 2 }, 0]);
      await allClosed(entry.sockets);
    });
  }

  it("counts an upward stream that the way damages, with the bytes before it", async () => {
    const service = await loopback(createService());
    const { port } = service.address;
    await using relay = await loopback(
      createServer((client) => {
        let bytes = 0;
        const out = connect({ port, host: "127.0.0.1" });
        client.on("data", (chunk: Buffer) => {
          // one bit, far behind the head and the first chunk's length line
          if (bytes < 100_000 && bytes + chunk.length > 100_000) chunk[100_000 - bytes]! ^= 1;
          bytes += chunk.length;
          if (!out.write(chunk)) {
            client.pause();
            out.once("drain", () => client.resume());
          }
        });
        out.pipe(client);
        client.on("close", () => out.destroy());
        out.on("error", () => undefined);
      }),
    );
    const load: LoadSpec = { kind: "bulk", direction: "up", streams: 1 };
    const { errors, bytes } = await run(relay.address, { load, settleSeconds: 0 });
    assert.deepEqual(errors, { mismatch: 1 });
    assert.ok(bytes! < 100_000, `${bytes}`);
    await service[Symbol.asyncDispose]();
  });

  it("counts streams that nobody takes, in both directions", async () => {
    const dead = await deadAddress();
    for (const direction of ["up", "down"] as const) {
      const { errors, bytes } = await run(dead, { load: { kind: "bulk", direction, streams: 2 } });
      assert.deepEqual([errors, bytes], [{ refused: 2 }, 0]);
    }
  });

  it("ends with a service that takes nothing and says nothing; what it has of an upward stream is not known", async () => {
    await using silent = await loopback(createServer());
    for (const [direction, expected] of [
      ["up", null],
      ["down", 0],
    ] as const) {
      const load: LoadSpec = { kind: "bulk", direction, streams: 1 };
      const { errors, bytes } = await run(silent.address, { load, timeoutMs: 50, drainMs: 50 });
      assert.deepEqual([errors, bytes], [{ timeout: 1 }, expected]);
    }
    for (const socket of silent.sockets) socket.resume();
    await allClosed(silent.sockets);
  });
});

/** A service at the other end of a correct tunnel that carries so many megabytes a second upward, whatever comes to it. */
async function slowTunnel(megabytesPerSecond: number) {
  const service = await loopback(createService());
  const { port } = service.address;
  const relay = await loopback(
    createServer((client) => {
      const out = connect({ port, host: "127.0.0.1" });
      out.on("error", () => undefined);
      out.pipe(client);
      client.on("close", () => out.destroy());
      client.on("readable", () => undefined); // or nothing would be read into its buffer
      const timer = setInterval(() => {
        const chunk = client.read(
          Math.min(megabytesPerSecond * 10e3, client.readableLength),
        ) as Buffer | null;
        if (chunk) out.write(chunk);
      }, 10);
      client.on("close", () => clearInterval(timer));
    }),
  );
  return {
    address: relay.address,
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

describe("a bulk load upward through a slow tunnel", () => {
  const load: LoadSpec = { kind: "bulk", direction: "up", streams: 1 };

  it("is waited for longer than a request: what arrived in the window counts although its account comes late", async () => {
    await using tunnel = await slowTunnel(6);
    const { errors, bytes } = await run(tunnel.address, { load, timeoutMs: 200, drainMs: never });
    assert.deepEqual(errors, {});
    // the tunnel carries 6 MB/s × 0.3 s, and the kernels hold some MB more, which come after the end
    assert.ok(bytes! > 0 && bytes! <= 2.2e6, `${bytes}`);
  });

  it("has no figure where the account of one stream never comes, also where other streams have theirs", async () => {
    const service = createService();
    let uploads = 0;
    const oneDies = createHttpServer((request, response) => {
      const isFirst = uploads++ === 0;
      if (isFirst) request.resume().on("end", () => request.socket.resetAndDestroy());
      else service.emit("request", request, response);
    });
    await using entry = await loopback(oneDies);
    const { errors, bytes } = await run(entry.address, { load: { ...load, streams: 2 } });
    assert.deepEqual([errors, bytes], [{ reset: 1 }, null]);
  });
});

describe("a bulk load upward to a stranger", () => {
  for (const text of [
    '{"marks":[1],"originNs":"1","isIntact":true}',
    '{"marks":[[1,2]],"isIntact":true}',
    "null",
    "not JSON",
  ]) {
    it(`counts ${text} as a mismatch`, async () => {
      const server = createHttpServer((request, response) => {
        request
          .resume()
          .on("end", () => response.writeHead(200, { "content-length": text.length }).end(text));
      });
      await using entry = await loopback(server);
      const load: LoadSpec = { kind: "bulk", direction: "up", streams: 1 };
      const { errors, bytes } = await run(entry.address, { load });
      assert.deepEqual([errors, bytes], [{ mismatch: 1 }, 0]);
    });
  }
});

describe("openLoop", () => {
  it("counts a request once whose connection fails after the end", async () => {
    let nowNs = 0;
    const manual = { ...clock, now: () => nowNs };
    const window = { startNs: 0, fromNs: 0, endNs: 20e6 };
    await using proxy = await loopback(
      createServer((socket) => {
        nowNs = window.endNs + 1; // the connection was asked for before the end, and is cut after it
        socket.resetAndDestroy();
      }),
    );
    const address = { ...proxy.address, protocol: "socks5h", socksTarget: { host: "x", port: 1 } } as const;
    const tally = createTally(window, true);
    const watch = watchLoop(0, 0.02, manual);
    const times = { timeoutMs: never, drainMs: never, clock: manual, window };
    const pacer: Pacer = { pace: async (dueNs, release) => dueNs.forEach((_, index) => void release(index)) };
    const run: LoadRun = { address, ...times, tally, watch };
    await openLoop(run, Float64Array.of(1), [null], () => bareRequest(messageOf(1), "kept"), pacer);
    watch.stop(nowNs);
    assert.equal(proxy.sockets.length, 1);
    assert.deepEqual(tally.read(), { completed: 0, errors: {}, latency: null, backlog: 1 });
  });

  it("cuts off what is still busy one timeout after the end, however long its connection would wait", async () => {
    await using silent = await loopback(createServer((socket) => void socket.resume()));
    const startNs = clock.now();
    const window = { startNs, fromNs: startNs, endNs: startNs + 20e6 };
    const tally = createTally(window, true);
    const watch = watchLoop(startNs, 0.02, clock);
    const times = { timeoutMs: 20, drainMs: never, clock, window };
    const run: LoadRun = { address: silent.address, ...times, tally, watch };
    const connection = bareConnection(await openSocket(silent.address, never), never);
    const next = () => bareRequest(messageOf(1), "kept");
    const { offered } = await openLoop(
      run,
      Float64Array.of(startNs, startNs + 1),
      [connection],
      next,
      byTimer,
    );
    watch.stop(clock.now());
    assert.deepEqual([offered, connection.isOpen], [2, false]);
    assert.deepEqual(tally.read(), { completed: 0, errors: {}, latency: null, backlog: 2 });
  });
});

describe("batchesOf", () => {
  it("releases each request with those due less than 250 µs later, and none before it is due", () => {
    const dueNs = Float64Array.of(0, 100e3, 249e3, 250e3, 600e3, 900e3);
    const { atNs, firstOf } = batchesOf(dueNs);
    assert.deepEqual([...atNs], [249e3, 250e3, 600e3, 900e3]);
    assert.deepEqual(firstOf, [0, 3, 4, 5]);
  });

  it("leaves requests alone that are further apart, and an empty load", () => {
    const dueNs = Float64Array.from({ length: 100 }, (_, index) => index * 300e3);
    assert.deepEqual(batchesOf(dueNs).atNs, dueNs);
    assert.deepEqual(batchesOf(new Float64Array(0)).firstOf, []);
  });
});
