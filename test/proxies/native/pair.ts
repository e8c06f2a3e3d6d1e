import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { type Address, clientSide, type Identity, serverSide } from "../../../proxies/native/tunnel.ts";

const makeKeysScript = fileURLToPath(new URL("../../../proxies/native/make-keys.sh", import.meta.url));

/** A folder with a fresh private CA and the two certificates, as the keys service makes them. */
export function makeKeys() {
  const folder = mkdtempSync(join(tmpdir(), "native-keys-"));
  execFileSync("sh", [makeKeysScript, folder]);
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

export function identityOf(folder: string, side: "client" | "server"): Identity {
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const peer = side === "client" ? "server" : "client";
  return { ca: read("ca.pem"), cert: read(`${side}.pem`), key: read(`${side}.key`), peer };
}

/** Listens on a free port of the loopback until disposed, and remembers its connections to end them then. */
export async function listen<S extends net.Server>(server: S) {
  const sockets = new Set<net.Socket>();
  server.on("connection", (socket: net.Socket) => sockets.add(socket));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address: Address = { host: "127.0.0.1", port: (server.address() as net.AddressInfo).port };
  return {
    server,
    address,
    sockets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A service on the loopback that keeps half-open connections. */
export function listenService(handle: (socket: net.Socket) => void) {
  return listen(net.createServer({ allowHalfOpen: true, noDelay: true }, handle));
}

export function dial(target: Address): net.Socket {
  return net.connect({ ...target, allowHalfOpen: true, noDelay: true });
}

/** A running tunnel pair in front of `target`, with what it reported. */
export async function startPair(target: Address, folder: string) {
  const reports: string[] = [];
  const report = (reason: string) => void reports.push(reason);
  const wires: TLSSocket[] = [];
  const server = await listen(serverSide(target, identityOf(folder, "server"), report));
  server.server.on("secureConnection", (wire: TLSSocket) => wires.push(wire));
  const client = await listen(clientSide(server.address, identityOf(folder, "client"), report));
  return {
    entry: client.address,
    server: server.server,
    reports,
    /** Sockets towards the generator and, on the server's side, those of the wire. */
    nears: client.sockets,
    wires,
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Everything that arrives until the peer ends its direction. */
export async function readAll(socket: net.Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(socket, "end");
  return Buffer.concat(chunks);
}
