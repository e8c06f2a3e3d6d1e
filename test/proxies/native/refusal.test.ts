import assert from "node:assert/strict";
import { once } from "node:events";
import * as net from "node:net";
import { after, test } from "node:test";
import * as tls from "node:tls";
import { clientSide, type Identity, keyExchange, serverSide } from "../../../proxies/native/tunnel.ts";
import { dial, identityOf, listen, listenService, makeKeys, readAll } from "./pair.ts";

const keys = makeKeys();
const otherKeys = makeKeys();
after(() => {
  keys[Symbol.dispose]();
  otherKeys[Symbol.dispose]();
});
const server = identityOf(keys.folder, "server");
const client = identityOf(keys.folder, "client");
const foreign = identityOf(otherKeys.folder, "client");

/** Unlike `once`, which fails with the error that comes before. */
const closed = (socket: net.Socket) => new Promise((resolve) => socket.once("close", resolve));

/** Starts a server side, lets a stranger try to move data through it, and tells what came of it. */
async function attack(identity: Identity, connect: (port: number) => net.Socket) {
  const reported = Promise.withResolvers<string>();
  let dials = 0;
  await using service = await listenService((socket) => {
    dials++;
    socket.end("secret of the service");
  });
  await using side = await listen(serverSide(service.address, identity, reported.resolve));
  const stranger = connect(side.address.port);
  const received: Buffer[] = [];
  stranger.on("data", (chunk: Buffer) => received.push(chunk));
  // In TLS 1.3 a client believes to be connected before the server has judged it: only data would prove it.
  stranger.on(stranger instanceof tls.TLSSocket ? "secureConnect" : "connect", () =>
    stranger.write("GET / HTTP/1.0\r\n\r\n"),
  );
  stranger.on("error", () => {});
  await closed(stranger);
  return { reason: await reported.promise, received: Buffer.concat(received).toString("latin1"), dials };
}

const connectTls = (options: tls.ConnectionOptions) => (port: number) =>
  tls.connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options });

test("lets a client with the right certificate through", async () => {
  await using service = await listenService((socket) => socket.end("secret of the service"));
  await using side = await listen(serverSide(service.address, server, assert.fail));
  const { cert, key } = client;
  const wire = connectTls({ cert, key })(side.address.port);
  const received = readAll(wire);
  await once(wire, "secureConnect");
  assert.partialDeepStrictEqual(wire.getEphemeralKeyInfo(), { name: keyExchange });
  assert.equal((await received).toString(), "secret of the service");
});

const strangers: {
  name: string;
  identity?: Identity;
  connect: (port: number) => net.Socket;
  reason: RegExp;
}[] = [
  {
    name: "without a certificate",
    connect: connectTls({}),
    reason: /peer did not return a certificate/,
  },
  {
    name: "with a certificate of another CA",
    connect: connectTls({ cert: foreign.cert, key: foreign.key }),
    reason: /^certificate: UNABLE_TO_VERIFY_LEAF_SIGNATURE$/,
  },
  {
    name: "with a certificate of the right CA that names another client",
    identity: { ...server, peer: "other-client" },
    connect: connectTls({ cert: client.cert, key: client.key }),
    reason: /peer is not "other-client" but "DNS:client"/,
  },
  {
    name: "with the server's own certificate, which is not for clients",
    identity: { ...server, peer: "server" },
    connect: connectTls({ cert: server.cert, key: server.key }),
    reason: /^certificate: INVALID_PURPOSE$/,
  },
  {
    name: "that knows no TLS newer than 1.2",
    connect: connectTls({ cert: client.cert, key: client.key, maxVersion: "TLSv1.2" }),
    reason: /unsupported protocol/,
  },
  {
    name: "that speaks plain text",
    connect: (port) => net.connect(port, "127.0.0.1"),
    reason: /http request|wrong version number/,
  },
];

for (const { name, identity, connect, reason } of strangers) {
  test(`moves no data for a client ${name}`, async () => {
    const result = await attack(identity ?? server, connect);
    assert.match(result.reason, reason);
    assert.ok(!result.received.includes("secret"), result.received);
    assert.equal(result.dials, 0, "the service was dialled for a stranger");
  });
}

/** Puts a false server in front of a client side; tells what the false server could read. */
async function impersonate(own: Identity, falseServer: Identity) {
  const reported = Promise.withResolvers<string>();
  let received = "";
  const { cert, key, ca } = falseServer;
  const options = { cert, key, ca, requestCert: true, rejectUnauthorized: false, allowHalfOpen: true };
  await using impostor = await listen(
    tls.createServer(options, (wire) => {
      wire.on("error", () => {});
      wire.on("data", (chunk: Buffer) => {
        received += chunk.toString("latin1");
      });
    }),
  );
  impostor.server.on("tlsClientError", () => {});
  await using side = await listen(clientSide(impostor.address, own, reported.resolve));
  const socket = dial(side.address);
  socket.on("error", () => {});
  socket.write("secret of the client");
  await closed(socket);
  return { reason: await reported.promise, received };
}

test("sends nothing to a server with a certificate of another CA", async () => {
  const result = await impersonate(client, identityOf(otherKeys.folder, "server"));
  assert.match(result.reason, /certificate/);
  assert.equal(result.received, "");
});

test("sends nothing to a server of the right CA with another name", async () => {
  const result = await impersonate({ ...client, peer: "other-server" }, server);
  assert.match(result.reason, /peer is not "other-server" but "DNS:server"/);
  assert.equal(result.received, "");
});

test("sends nothing to a client of the right CA that plays the server", async () => {
  const result = await impersonate({ ...client, peer: "client" }, client);
  assert.match(result.reason, /purpose|certificate/);
  assert.equal(result.received, "");
});
