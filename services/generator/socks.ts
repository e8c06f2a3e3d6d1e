import { isIPv4, type Socket } from "node:net";
import type { TargetAddress } from "../../harness/model/protocol.ts";

/** What a proxy's refusal is called in the words of the system; RFC 1928 §6. Every other one breaks the connection. */
const codeOfReply: Readonly<Record<number, string>> = {
  3: "ENETUNREACH",
  4: "EHOSTUNREACH",
  5: "ECONNREFUSED",
  6: "ETIMEDOUT",
};

/**
 * The client's side of SOCKS5 (RFC 1928) without authentication. Begins on a connected socket, and gives what is to be called
 * with each chunk until `ready` is called; a refusal destroys the socket with an error that says why. By hand, because the
 * libraries take the socket's reading into their own hands, and a bulk transfer is to read into one buffer.
 */
export function socksHandshake(
  { socksTarget, host, port }: TargetAddress,
  socket: Socket,
  ready: () => void,
): (chunk: Buffer) => void {
  let pending = Buffer.alloc(0);
  let hasGreeted = false;
  const refuse = (reason: string, code = "ECONNRESET") =>
    void socket.destroy(Object.assign(new Error(`proxy at ${host}:${port} ${reason}`), { code }));
  socket.write(Buffer.of(5, 1, 0)); // version 5, one method: no authentication
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    if (!hasGreeted) {
      if (pending.length < 2) return;
      if (pending[0] !== 5 || pending[1] !== 0) return refuse("does not speak SOCKS5 without authentication");
      hasGreeted = true;
      pending = pending.subarray(2);
      if (!socksTarget) return refuse("has no target");
      socket.write(connectRequest(socksTarget));
    }
    const length = replyLength(pending);
    if (length === null || pending.length < Math.max(2, length)) return;
    if (pending[1] !== 0) return refuse(`refused with ${pending[1]}`, codeOfReply[pending[1]!]);
    if (pending.length > length) return refuse("said more than was asked for");
    ready();
  };
}

/** CONNECT, RFC 1928 §4: a name goes to the proxy as it is. */
function connectRequest({ host, port }: { host: string; port: number }): Buffer {
  const address = isIPv4(host)
    ? Buffer.of(1, ...host.split(".").map(Number))
    : Buffer.concat([Buffer.of(3, Buffer.byteLength(host)), Buffer.from(host)]);
  return Buffer.concat([Buffer.of(5, 1, 0), address, Buffer.of(port >> 8, port & 255)]);
}

/** Of the reply that begins so, RFC 1928 §6; null: not to be told yet. */
function replyLength(reply: Buffer): number | null {
  if (reply.length < 5) return null;
  const type = reply[3];
  const addressLength = type === 1 ? 4 : type === 4 ? 16 : 1 + reply[4]!;
  return 4 + addressLength + 2;
}
