import { connect, createServer, type Server } from "node:net";

/**
 * Whether a run is alive, and whose turn it is to measure, are told by abstract Unix sockets: the kernel frees the name
 * the moment its owner ends, also after kill -9, so there is no stale lock file and nothing to clean.
 */
export interface Held extends AsyncDisposable {
  name: string;
}

/** Takes a host-wide name, or returns null when another process holds it. */
export async function tryHold(name: string): Promise<Held | null> {
  const server = createServer();
  try {
    await listen(server, `\0${name}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return null;
    throw error;
  }
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined); // a waiter that went away needs no answer
    socket.on("close", () => sockets.delete(socket));
  });
  server.unref();
  return {
    name,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Waits for a host-wide name: connects to its holder and tries again when the connection ends. */
export async function hold(name: string, signal: AbortSignal, onWait: () => void): Promise<Held> {
  let told = false;
  for (;;) {
    signal.throwIfAborted();
    const held = await tryHold(name);
    if (held) return held;
    if (!told) onWait();
    told = true;
    signal.throwIfAborted();
    await untilReleased(name, signal);
  }
}

/** True when some process holds the name. */
export async function isHeld(name: string): Promise<boolean> {
  const socket = connect(`\0${name}`);
  try {
    return await new Promise((resolve, reject) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", (error: NodeJS.ErrnoException) =>
        error.code === "ECONNREFUSED" || error.code === "ENOENT" ? resolve(false) : reject(error),
      );
    });
  } finally {
    socket.destroy();
  }
}

/** Name that a live run holds as long as it exists. */
export function runName(runId: string): string {
  return `tunnelbench-run-${runId}`;
}

/** Name that a run holds while it measures: measuring phases of two runs on one host take turns. */
export const measuringName = "tunnelbench-measuring";

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => resolve());
  });
}

function untilReleased(name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(`\0${name}`);
    const done = () => {
      signal.removeEventListener("abort", done);
      socket.destroy();
      resolve();
    };
    signal.addEventListener("abort", done);
    socket.on("error", () => undefined); // refused: the name is free; `close` follows
    socket.on("close", done);
  });
}
