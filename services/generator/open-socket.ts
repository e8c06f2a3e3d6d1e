import { connect, type Socket } from "node:net";
import type { TargetAddress } from "../../harness/model/protocol.ts";
import { socksHandshake } from "./socks.ts";

/**
 * All connections read into this one piece of memory: it halves the CPU of a bulk transfer against a new buffer for each
 * read. A read and its callback are one step, so no other connection comes between.
 */
const readBuffer = Buffer.alloc(262_144);

export interface OpenSocket {
  socket: Socket;
  /** Who reads from now on. A chunk is overwritten after the call: whoever needs it longer copies it. */
  onData(take: (chunk: Buffer) => void): void;
}

/**
 * A connection to a scenario's entry that carries what is written to it, through SOCKS5 where the entry is a proxy; Nagle's
 * algorithm is off. Rejects with an error that has the system's code: ETIMEDOUT after `timeoutMs`.
 */
export function openSocket(address: TargetAddress, timeoutMs: number): Promise<OpenSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<OpenSocket>();
  const { host, port } = address;
  let take = (_chunk: Buffer): void => undefined;
  const callback = (bytes: number, buffer: Uint8Array) => {
    take(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
    return true;
  };
  const socket = connect({ host, port, noDelay: true, onread: { buffer: readBuffer, callback } });
  const timer = setTimeout(() => socket.destroy(timedOut(timeoutMs)), timeoutMs);
  const open: OpenSocket = {
    socket,
    onData: (next) => {
      take = next;
    },
  };
  const ready = () => {
    clearTimeout(timer);
    resolve(open);
  };
  socket.on("error", reject); // once it is open, this has no effect: its end shows in `destroyed` and in its close
  socket.once("close", () => {
    clearTimeout(timer);
    reject(Object.assign(new Error(`${host}:${port} closed the connection`), { code: "ECONNRESET" }));
  });
  socket.once("connect", () => {
    if (address.protocol === "tcp") ready();
    else open.onData(socksHandshake(address, socket, ready));
  });
  return promise;
}

/** A connection that was not there in time, in the system's words. */
function timedOut(timeoutMs: number): Error {
  return Object.assign(new Error(`nothing within ${timeoutMs} ms`), { code: "ETIMEDOUT" });
}
