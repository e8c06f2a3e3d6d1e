import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Socket } from "node:net";
import { after, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { plainSide, suite } from "../../../proxies/native/tunnel.ts";
import { dial, listen, listenService, makeKeys, readAll, startPair } from "./pair.ts";

const keys = makeKeys();
after(() => keys[Symbol.dispose]());

const echo = (socket: Socket) => socket.pipe(socket);

for (const bytes of [1, 8191, 8192, 65_537, 5 * 1024 * 1024]) {
  test(`returns ${bytes} bytes both ways unchanged`, async () => {
    await using service = await listenService(echo);
    await using pair = await startPair(service.address, keys.folder);
    const sent = randomBytes(bytes);
    const socket = dial(pair.entry);
    socket.end(sent);
    assert.ok((await readAll(socket)).equals(sent));
    assert.deepEqual(pair.reports, []);
  });
}

test("returns the bytes unchanged without encryption as well", async () => {
  await using service = await listenService(echo);
  await using relay = await listen(plainSide(service.address, assert.fail));
  const sent = randomBytes(300_000);
  const socket = dial(relay.address);
  socket.end(sent);
  assert.ok((await readAll(socket)).equals(sent));
});

test("lets the service answer after the client has ended its direction", async () => {
  await using service = await listenService((socket) => {
    void readAll(socket).then((all) => socket.end(`got ${all.length}`));
  });
  await using pair = await startPair(service.address, keys.folder);
  const socket = dial(pair.entry);
  socket.end(randomBytes(100_000));
  assert.equal((await readAll(socket)).toString(), "got 100000");
});

test("lets the client send on after the service has ended its direction", async () => {
  const received = Promise.withResolvers<Buffer>();
  await using service = await listenService((socket) => {
    socket.end("bye");
    received.resolve(readAll(socket));
  });
  await using pair = await startPair(service.address, keys.folder);
  const socket = dial(pair.entry);
  assert.equal((await readAll(socket)).toString(), "bye");
  const sent = randomBytes(100_000);
  socket.end(sent);
  assert.ok((await received.promise).equals(sent));
});

test("holds a fast service back for a slow reader instead of buffering", async () => {
  // More than the kernel's buffers of the three connections can take.
  const sent = Buffer.alloc(96 * 1024 * 1024, "x");
  const limitBytes = 512 * 1024;
  await using service = await listenService((socket) => socket.end(sent));
  await using pair = await startPair(service.address, keys.folder);
  const socket = dial(pair.entry);
  socket.write("?");
  await once(socket, "connect");
  const near = () => [...pair.nears][0];
  const isStalled = () => near()?.writableNeedDrain && pair.wires[0]?.writableNeedDrain;
  const buffered = () => Math.max(near()?.writableLength ?? 0, pair.wires[0]?.writableLength ?? 0);
  while (!isStalled()) {
    await nextTurn();
    assert.ok(buffered() < limitBytes, `${buffered()} bytes wait for the reader`);
  }
  let received = 0;
  socket.on("data", (chunk: Buffer) => {
    received += chunk.length;
    assert.ok(buffered() < limitBytes, `${buffered()} bytes wait for the reader`);
  });
  await once(socket, "end");
  assert.equal(received, sent.length);
});

test("closes the client's connection when nothing listens behind the tunnel", async () => {
  const gone = await listenService(echo);
  await gone[Symbol.asyncDispose]();
  await using pair = await startPair(gone.address, keys.folder);
  const socket = dial(pair.entry);
  assert.equal((await readAll(socket)).length, 0);
  assert.match(pair.reports.join(), /ECONNREFUSED/);
});

test("ends the service's connection when the client resets its own", async () => {
  const accepted = Promise.withResolvers<Socket>();
  await using service = await listenService((socket) => accepted.resolve(socket));
  await using pair = await startPair(service.address, keys.folder);
  const socket = dial(pair.entry);
  const atService = await accepted.promise;
  socket.resetAndDestroy();
  assert.equal((await readAll(atService)).length, 0);
});

test("speaks TLS 1.3 with its suite, and resumes sessions with the same proof", async () => {
  await using service = await listenService(echo);
  await using pair = await startPair(service.address, keys.folder);
  for (const resumed of [false, true]) {
    const handshake = once(pair.server, "secureConnection");
    const socket = dial(pair.entry);
    const [wire]: [TLSSocket] = (await handshake) as [TLSSocket];
    assert.deepEqual([wire.getProtocol(), wire.getCipher().name], ["TLSv1.3", suite]);
    assert.deepEqual([wire.isSessionReused(), wire.authorized], [resumed, true]);
    socket.end("x");
    assert.equal((await readAll(socket)).toString(), "x");
  }
});
