import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { loopback } from "../../support/loopback.ts";
import { recordingService, startRelay, talkTo } from "./relay-process.ts";

const plain: string[] = [];
const variants: [string, string[]][] = [
  ["without knobs", plain],
  ["with a delay", ["--delay-ms", "3"]],
  ["with a random delay", ["--delay", "uniform:0:3"]],
  ["with stalls", ["--stall-ms", "5", "--stall-every-ms", "10"]],
  ["with a rate", ["--rate-bytes", "50000000", "--burst-bytes", "1000"]],
  ["with Nagle's algorithm and split answers", ["--nagle"]],
];

for (const [title, knobs] of variants) {
  test(`${title} megabytes come through both ways unchanged, and half-close is kept`, async () => {
    await using echo = await loopback(createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)));
    await using relay = await startRelay("http", echo, ...knobs);
    const { socket } = await talkTo(relay.port);
    const bytes = randomBytes(3 * 2 ** 20);
    const hash = createHash("sha256");
    socket.on("data", (chunk) => hash.update(chunk));
    socket.end(bytes);
    await once(socket, "end");
    assert.equal(hash.digest("hex"), createHash("sha256").update(bytes).digest("hex"));
  });
}

test("a service that begins to read late loses nothing", async () => {
  const accepted = Promise.withResolvers<Socket>();
  await using slow = await loopback(
    createServer({ pauseOnConnect: true }, (socket) => accepted.resolve(socket)),
  );
  await using relay = await startRelay("tcp", slow, "--delay-ms", "1");
  const { socket } = await talkTo(relay.port);
  const size = 64 * 2 ** 20; // more than all buffers on the way hold
  socket.end(Buffer.alloc(size, 1));
  const service = await accepted.promise;
  let received = 0;
  service.on("data", (chunk) => (received += chunk.length));
  service.resume();
  await once(service, "end");
  assert.equal(received, size);
});

test("requests leave in the order they came, on one connection and with any random delay", async () => {
  await using to = await recordingService((chunk) => chunk);
  await using relay = await startRelay("http", to, "--delay", "exponential:2");
  const talk = await talkTo(relay.port);
  let sent = "";
  for (let index = 0; index < 50; index++) {
    sent += `POST ${index};`;
    talk.socket.write(`POST ${index};`);
    await new Promise(setImmediate);
  }
  await talk.until(sent.length);
  assert.equal(to.arrived.join(""), sent);
});

test("requests of many connections pass a serial server one at a time, none lost", async () => {
  await using to = await recordingService((chunk) => chunk);
  await using relay = await startRelay("http", to, "--serial-ms", "1");
  const talks = await Promise.all(Array.from({ length: 20 }, () => talkTo(relay.port)));
  for (const [index, talk] of talks.entries()) talk.socket.write(`POST ${String(index).padStart(2, "0")}`);
  await Promise.all(talks.map((talk) => talk.until("POST 00".length)));
  assert.deepEqual(
    [...to.arrived].sort(),
    talks.map((_, index) => `POST ${String(index).padStart(2, "0")}`),
  );
  assert.deepEqual(await relay.counts(), { request: 20, heldBytes: 0 });
});

test("a client that breaks off takes its connection to the service with it", async () => {
  const broken = Promise.withResolvers<string | undefined>();
  await using to = await loopback(
    createServer((socket) => {
      socket.on("error", (error: NodeJS.ErrnoException) => broken.resolve(error.code));
      socket.resume().write("hello");
    }),
  );
  await using relay = await startRelay("http", to);
  const { socket, until } = await talkTo(relay.port);
  await until("hello".length);
  socket.resetAndDestroy();
  assert.equal(await broken.promise, "ECONNRESET");
});

test("a service that is not there ends the client's connection, not the relay", async () => {
  const gone = await loopback(createServer());
  await using relay = await startRelay("http", gone);
  await gone[Symbol.asyncDispose]();
  for (let attempt = 0; attempt < 2; attempt++) {
    // the reset may come before the connection is told to be there: either way it ends
    const socket = connect(relay.port, "127.0.0.1");
    await new Promise((resolve) => socket.on("error", () => undefined).once("close", resolve));
  }
});
