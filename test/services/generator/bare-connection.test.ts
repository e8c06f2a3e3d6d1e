import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { describe, it } from "node:test";
import type { ConnectionUse } from "../../../harness/model/plan.ts";
import { digestOf } from "../../../harness/model/secret.ts";
import { bareConnection } from "../../../services/generator/bare-connection.ts";
import { bareRequest } from "../../../services/generator/bare-request.ts";
import { openHttpClient } from "../../../services/generator/http-client.ts";
import { openSocket } from "../../../services/generator/open-socket.ts";
import { createService } from "../../../services/http-server/service.ts";
import { clockSince } from "../../../services/shared/clock.ts";
import { followedFlight, messageOf } from "../../support/flights.ts";
import { deadAddress, loopback } from "../../support/loopback.ts";
import { type SocksRequest, socksProxy } from "./socks-proxy.ts";

const never = 60_000;

/** A server that says this to whoever has asked. */
function serverThat(reply: (socket: Socket) => void): Server {
  return createServer((socket) => void socket.once("data", () => reply(socket)));
}

function jsonAnswer(seq: number, digest: string, status = "200 OK"): string {
  const text = JSON.stringify({ digest, peer: "198.18.0.2", seq }); // another order than the service's
  return `HTTP/1.1 ${status}\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
}

/** Sends message 5 once. */
async function sendTo(server: Server, timeoutMs = never) {
  await using entry = await loopback(server);
  const connection = bareConnection(await openSocket(entry.address, never), timeoutMs);
  const outcome = await connection.send(bareRequest(messageOf(5), "kept"));
  const { isOpen } = connection;
  connection.destroy();
  return { outcome, isOpen };
}

describe("the bare client", () => {
  it("sends one verified request after the other over one connection", async () => {
    await using service = await loopback(createService());
    const connection = bareConnection(await openSocket(service.address, never), never);
    for (const seq of [1, 2, 3])
      assert.equal(await connection.send(bareRequest(messageOf(seq), "kept")), "ok");
    assert.equal(service.sockets.length, 1);
    connection.destroy();
    assert.equal(await connection.send(bareRequest(messageOf(4), "kept")), "reset");
  });

  for (const use of ["kept", "fresh"] as const satisfies ConnectionUse[]) {
    it(`sends the very bytes that the paced client sends (${use})`, async () => {
      const { promise: received, resolve } = Promise.withResolvers<Buffer>();
      const chunks: Buffer[] = [];
      await using server = await loopback(
        createServer((socket) => {
          socket.on("data", (chunk: Buffer) => {
            chunks.push(chunk);
            const all = Buffer.concat(chunks);
            if (all.includes('"}', -2)) resolve(all);
          });
        }),
      );
      const client = openHttpClient(server.address, clockSince("0"), never);
      client.send(messageOf(5), followedFlight().flight, { connections: use });
      const paced = await received;
      client.close();
      // the padding and the time of making differ from message to message, so the head alone is compared
      const head = (bytes: Buffer) => bytes.toString("latin1", 0, bytes.indexOf("\r\n\r\n"));
      assert.equal(head(bareRequest(messageOf(5), use).bytes), head(paced));
      assert.equal(bareRequest(messageOf(5), use).bytes.length, paced.length);
    });
  }

  it("takes the right answer in any form", async () => {
    const digest = digestOf(JSON.parse(messageOf(5).body.toString()).secret);
    const { outcome, isOpen } = await sendTo(
      serverThat((socket) => void socket.write(jsonAnswer(5, digest))),
    );
    assert.deepEqual([outcome, isOpen], ["ok", true]);
  });

  for (const [what, text, expected] of [
    ["another number", jsonAnswer(6, messageOf(5).digest), ["mismatch", true]],
    ["another digest", jsonAnswer(5, "0".repeat(64)), ["mismatch", true]],
    ["a number that goes on", jsonAnswer(55, messageOf(5).digest), ["mismatch", true]],
    ["no JSON", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", ["mismatch", true]],
    ["JSON that is no object", "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull", ["mismatch", true]],
    ["nothing in it", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", ["mismatch", true]],
    ["another status", jsonAnswer(5, messageOf(5).digest, "503 Busy"), ["status", true]],
    ["no length", "HTTP/1.1 503 Busy\r\n\r\n", ["status", false]],
    ["another protocol", "SSH-2.0-OpenSSH\r\n", ["reset", false]],
    ["a second answer", `${jsonAnswer(5, messageOf(5).digest)}HTTP/1.1`, ["reset", false]],
  ] as const) {
    it(`calls an answer with ${what} "${expected[0]}"`, async () => {
      const { outcome, isOpen } = await sendTo(serverThat((socket) => void socket.write(text)));
      assert.deepEqual([outcome, isOpen], expected);
    });
  }

  it("tells a connection that breaks, and one that falls silent", async () => {
    const broken = await sendTo(serverThat((socket) => void socket.resetAndDestroy()));
    assert.deepEqual(broken, { outcome: "reset", isOpen: false });
    const ended = await sendTo(serverThat((socket) => void socket.end("HTTP/1.1 200")));
    assert.deepEqual(ended, { outcome: "reset", isOpen: false });
    const silent = await sendTo(
      serverThat(() => undefined),
      20,
    );
    assert.deepEqual(silent, { outcome: "timeout", isOpen: false });
  });

  it("verifies what comes in pieces", async () => {
    const service = createHttpServer((request, response) => {
      request.resume().on("end", () => {
        const body = `{"seq":5,"digest":"${messageOf(5).digest}","peer":"x"}`;
        response.setHeader("content-length", body.length);
        response.flushHeaders();
        for (const letter of body) response.write(letter);
        response.end();
      });
    });
    assert.deepEqual(await sendTo(service), { outcome: "ok", isOpen: true });
  });
});

describe("openSocket", () => {
  it("goes through a SOCKS5 proxy, which resolves the name itself", async () => {
    await using service = await loopback(createService());
    const asked: SocksRequest[] = [];
    await using proxy = await loopback(socksProxy(asked));
    const socksTarget = { host: "http-server", port: service.address.port };
    const address = { ...proxy.address, protocol: "socks5h", socksTarget } as const;
    const connection = bareConnection(await openSocket(address, never), never);
    for (const seq of [1, 2]) assert.equal(await connection.send(bareRequest(messageOf(seq), "kept")), "ok");
    connection.destroy();
    assert.deepEqual(asked, [{ type: 3, host: "http-server", port: service.address.port }]);
  });

  it("rejects where nobody listens, also through a proxy", async () => {
    const dead = await deadAddress();
    await assert.rejects(openSocket(dead, never), { code: "ECONNREFUSED" });
    const socksTarget = { host: "http-server", port: dead.port };
    await assert.rejects(openSocket({ ...dead, protocol: "socks5h", socksTarget }, never), {
      code: "ECONNREFUSED",
    });
    await using proxy = await loopback(socksProxy([]));
    await assert.rejects(
      openSocket({ ...proxy.address, protocol: "socks5h", socksTarget }, never),
      /refused with 5/,
    );
  });

  it("survives that the other side closes before the socket is used", async () => {
    const listener = createServer();
    await using server = await loopback(listener);
    const accepted = once(listener, "connection");
    const open = await openSocket(server.address, never);
    await accepted;
    server.sockets[0]!.resetAndDestroy();
    await new Promise((resolve) => open.socket.once("close", resolve));
    const connection = bareConnection(open, never);
    assert.equal(connection.isOpen, false);
    assert.equal(await connection.send(bareRequest(messageOf(5), "kept")), "reset");
    connection.destroy();
  });
});
