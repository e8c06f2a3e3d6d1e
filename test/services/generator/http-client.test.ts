import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTcpServer, Socket } from "node:net";
import { describe, it } from "node:test";
import { digestOf } from "../../../harness/model/secret.ts";
import { type HttpReply, openHttpClient } from "../../../services/generator/http-client.ts";
import { createService } from "../../../services/http-server/service.ts";
import { clockSince } from "../../../services/shared/clock.ts";
import { followedFlight, messageOf } from "../../support/flights.ts";
import { deadAddress, type Loopback, loopback } from "../../support/loopback.ts";
import { socksProxy } from "./socks-proxy.ts";

const clock = clockSince("0");
/** Longer than any of these tests: only where a timeout is what is tested, it is short. */
const never = 60_000;

/** Sends one request to a server and gives how it ended. */
async function sendTo({ address }: Pick<Loopback, "address">, { seq = 5, timeoutMs = never } = {}) {
  const client = openHttpClient(address, clock, timeoutMs);
  try {
    const followed = followedFlight();
    let reply: HttpReply | null = null;
    const onReply = (got: HttpReply) => {
      reply = got;
    };
    client.send(messageOf(seq), followed.flight, { onReply });
    const outcome = await followed.landed;
    return { outcome, row: followed.row, outcomes: followed.outcomes, reply: reply as HttpReply | null };
  } finally {
    client.close();
  }
}

/** A server that reads the request to its end and then does this. */
function serverThat(reply: (response: ServerResponse, body: string, request: IncomingMessage) => void) {
  const listener: RequestListener = (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    request.on("end", () => reply(response, body, request));
  };
  return loopback(createServer(listener));
}

/** The service's right answer to a request, with a part changed. */
function answerTo(body: string, change: Partial<HttpReply> = {}): string {
  const { seq, secret } = JSON.parse(body) as { seq: number; secret: string };
  const right = { seq, digest: digestOf(secret), received_monotonic_ns: "1000", peer: "198.18.0.2" };
  return JSON.stringify({ ...right, ...change });
}

describe("a request over HTTP", () => {
  it("is ok when the service answers with its number and the digest of its secret", async () => {
    await using service = await loopback(createService());
    const { outcome, row, reply } = await sendTo(service);
    assert.equal(outcome, "ok");
    assert.equal(reply?.peer, "127.0.0.1");
    const times = [row.sentNs, row.receivedNs, row.firstNs, row.doneNs];
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one! - other!),
    );
    assert.ok(times.every((time) => time !== null && time > 0));
  });

  it("carries the same bytes through every tunnel: no header names the entry's address", async () => {
    const seen: unknown[] = [];
    await using server = await serverThat((response, body, request) => {
      const { host, "content-type": type, "content-length": length } = request.headers;
      seen.push(`${request.method} ${request.url}`, host, type, length, Buffer.byteLength(body));
      assert.ok(!request.rawHeaders.join().includes("127.0.0.1"), request.rawHeaders.join());
      response.end(answerTo(body));
    });
    assert.equal((await sendTo(server)).outcome, "ok");
    assert.deepEqual(seen, ["POST /process_data", "http-server:9000", "application/json", "256", 256]);
  });

  for (const [what, answer] of [
    ["another number", (body: string) => answerTo(body, { seq: 6 })],
    ["the digest of another secret", (body: string) => answerTo(body, { digest: digestOf("else") })],
    ["what is no JSON", () => "<html>it works</html>"],
    ["nothing", () => ""],
    ["JSON of somebody else", () => '{"status": "ok"}'],
    ["no JSON object", () => "null"],
    ["no time", (body: string) => answerTo(body, { received_monotonic_ns: "soon" })],
  ] as const) {
    it(`is a mismatch when the answer has ${what}, and has no time of its end`, async () => {
      await using server = await serverThat((response, body) => response.end(answer(body)));
      const { outcome, row } = await sendTo(server);
      assert.equal(outcome, "mismatch");
      assert.equal(row.doneNs, null);
      assert.notEqual(row.firstNs, null);
    });
  }

  it("counts a status other than 200 as such, also with the right answer in it", async () => {
    await using server = await serverThat((response, body) => {
      response.statusCode = 500;
      response.end(answerTo(body));
    });
    const { outcome, row, reply } = await sendTo(server);
    assert.equal(outcome, "status");
    assert.deepEqual([row.doneNs, row.receivedNs, reply], [null, null, null]);
  });

  it("is refused where nobody listens", async () => {
    const { outcome, row } = await sendTo({ address: await deadAddress() });
    assert.equal(outcome, "refused");
    assert.equal(row.sentNs, null);
  });

  it("is reset when the connection breaks before the answer", async () => {
    await using server = await serverThat((response) => response.destroy());
    const { outcome, row } = await sendTo(server);
    assert.equal(outcome, "reset");
    assert.notEqual(row.sentNs, null);
  });

  it("is reset when the connection breaks in the middle of the answer", async () => {
    await using server = await serverThat((response) => {
      response.setHeader("content-length", 100);
      response.write("{", () => response.destroy());
    });
    const { outcome, row } = await sendTo(server);
    assert.equal(outcome, "reset");
    assert.equal(row.doneNs, null);
  });

  it("is reset when what comes back is not HTTP", async () => {
    await using server = await loopback(createTcpServer((socket) => void socket.end("SSH-2.0-OpenSSH\r\n")));
    assert.equal((await sendTo(server)).outcome, "reset");
  });

  it("times out when no answer comes, and the connection is not used again", async () => {
    let asked = 0;
    await using server = await serverThat(() => asked++);
    const client = openHttpClient(server.address, clock, 50);
    for (const seq of [1, 2]) {
      const { flight, landed } = followedFlight();
      client.send(messageOf(seq), flight);
      assert.equal(await landed, "timeout");
    }
    client.close();
    assert.equal(server.sockets.length, 2);
  });

  it("holds nothing back: a slow answer does not delay the request after it", async () => {
    const { promise: second, resolve: sawSecond } = Promise.withResolvers<void>();
    await using server = await serverThat((response, body) => {
      if (JSON.parse(body).seq === 1) return void second.then(() => response.end(answerTo(body)));
      sawSecond();
      response.end(answerTo(body));
    });
    const client = openHttpClient(server.address, clock, never);
    const flights = [1, 2].map((seq) => {
      const followed = followedFlight();
      client.send(messageOf(seq), followed.flight);
      return followed.landed;
    });
    assert.deepEqual(await Promise.all(flights), ["ok", "ok"]);
    client.close();
  });

  it("uses the connection of the one before it", async () => {
    await using service = await loopback(createService());
    const client = openHttpClient(service.address, clock, never);
    const sent: number[] = [];
    for (const seq of [1, 2, 3]) {
      const { flight, row, landed } = followedFlight();
      client.send(messageOf(seq), flight);
      assert.equal(await landed, "ok");
      sent.push(row.sentNs!);
    }
    client.close();
    assert.equal(service.sockets.length, 1);
    assert.deepEqual(
      sent,
      sent.toSorted((one, other) => one - other),
    );
  });

  for (const way of ["directly", "through SOCKS5"] as const) {
    it(`opens a new connection for every request where that is asked for, and closes it (${way})`, async () => {
      await using service = await loopback(createService());
      await using proxy = await loopback(socksProxy([]));
      const socksTarget = { host: "http-server", port: service.address.port };
      const entry = { ...proxy.address, protocol: "socks5h", socksTarget } as const;
      const client = openHttpClient(way === "directly" ? service.address : entry, clock, never);
      for (const seq of [1, 2, 3]) {
        const { flight, row, landed } = followedFlight();
        const readyNs = clock.now();
        client.send(messageOf(seq), flight, { connections: "fresh" });
        assert.equal(await landed, "ok");
        const times = [readyNs, row.sentNs, row.firstNs, row.doneNs];
        assert.deepEqual(
          times,
          times.toSorted((one, other) => one! - other!),
        );
        const socket = service.sockets[seq - 1]!;
        if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
      }
      assert.equal(service.sockets.length, 3);
      client.close();
    });
  }

  it("has sent nothing on a fresh connection that is refused", async () => {
    const client = openHttpClient(await deadAddress(), clock, never);
    const { flight, row, landed } = followedFlight();
    client.send(messageOf(1), flight, { connections: "fresh" });
    assert.equal(await landed, "refused");
    assert.equal(row.sentNs, null);
    client.close();
  });

  it("switches Nagle's algorithm off behind a proxy too", async (context) => {
    await using service = await loopback(createService());
    await using proxy = await loopback(socksProxy([]));
    const socksTarget = { host: "http-server", port: service.address.port };
    const client = openHttpClient({ ...proxy.address, protocol: "socks5h", socksTarget }, clock, never);
    const toProxy: boolean[] = [];
    const original = Socket.prototype.setNoDelay;
    context.mock.method(Socket.prototype, "setNoDelay", function (this: Socket, isOn?: boolean) {
      if (this.remotePort === proxy.address.port) toProxy.push(isOn ?? true);
      return original.call(this, isOn);
    });
    const { flight, landed } = followedFlight();
    client.send(messageOf(1), flight);
    assert.equal(await landed, "ok");
    client.close();
    assert.deepEqual(toProxy, [true]);
  });
});
