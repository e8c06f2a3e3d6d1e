import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** From this size on a chunk belongs to a bulk transfer and waits for its neighbours; a smaller one leaves at once. */
const bulkBytes = 8192;

/**
 * Copies both ways between two connected sockets that allow half-open, at the pace of the slower one; the end of one
 * direction leaves the other open.
 */
export function relay(near: Socket, far: Socket): void {
  pump(near, far);
  pump(far, near);
}

/**
 * Lets neither socket outlive a failure of the other. To be called as soon as both exist: before they are connected
 * and relayed, they can already fail.
 */
export function tie(near: Socket, far: Socket): void {
  abortWith(near, far);
  abortWith(far, near);
}

/** `data` and `write`, not `pipe`: 10 to 20 % less CPU, and the chunks of one poll leave in one system call. */
function pump(from: Socket, to: Socket): void {
  let isCorked = false;
  const uncork = () => {
    isCorked = false;
    to.uncork();
  };
  from.on("data", (chunk: Buffer) => {
    if (chunk.length >= bulkBytes && !isCorked) {
      isCorked = true;
      to.cork();
      setImmediate(uncork);
    }
    if (!to.write(chunk)) from.pause();
  });
  from.on("end", () => to.end());
  to.on("drain", () => from.resume());
}

function abortWith(failing: Socket, other: Socket): void {
  // Every error is followed by the close, which is what counts.
  failing.on("error", () => {});
  failing.on("close", () => {
    if (!failing.readableEnded || !failing.writableFinished) abort(other);
  });
}

/** A reset tells a service that its stream was cut, an ordinary end would not; Node cannot reset below TLS. */
function abort(socket: Socket): void {
  if (socket instanceof TLSSocket || socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}
