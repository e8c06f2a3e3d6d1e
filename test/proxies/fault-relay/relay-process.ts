import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { type Loopback, loopback } from "../../support/loopback.ts";

export const mainFile = fileURLToPath(new URL("../../../proxies/fault-relay/main.ts", import.meta.url));

/** A fault relay in a process of its own, before a service of the test. */
export interface RelayProcess extends AsyncDisposable {
  port: number;
  /** Ends it by SIGTERM; what it counted. */
  counts(): Promise<Record<string, number>>;
}

/** Starts the relay with one route to the service; ready when it listens. */
export async function startRelay(
  protocol: "tcp" | "http" | "mqtt",
  service: Loopback,
  ...knobs: string[]
): Promise<RelayProcess> {
  const route = `${protocol}:0=127.0.0.1:${service.address.port}`;
  const child = spawn(process.execPath, [mainFile, ...knobs, route], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  while (!output.includes("BENCH ")) await Promise.race([once(child.stdout, "data"), failAfter(exit)]);
  return {
    port: Number(/^listening \w+ (\d+)$/m.exec(output)?.[1]),
    async counts() {
      const closed = once(child, "close");
      child.kill("SIGTERM");
      await closed;
      return JSON.parse(/^COUNTS (.*)$/m.exec(output)?.[1] ?? "null");
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exit;
    },
  };
}

async function failAfter(exit: Promise<unknown[]>): Promise<never> {
  const [code] = await exit;
  throw new Error(`the relay ended with ${code}`);
}

/** A connection to the relay that takes down what it gets. */
export interface Talk {
  socket: Socket;
  /** All bytes so far, as text. */
  text(): string;
  /** Waits until so many bytes have come in all. */
  until(bytes: number): Promise<void>;
}

export async function talkTo(port: number): Promise<Talk> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
  await once(socket, "connect");
  let received = "";
  socket.on("data", (chunk) => (received += chunk.toString("latin1")));
  return {
    socket,
    text: () => received,
    async until(bytes) {
      while (received.length < bytes) await once(socket, "data");
    },
  };
}

/** A service that keeps what reached it, over all connections in order of arrival, and answers each chunk. */
export async function recordingService(answer: (chunk: string) => string | null) {
  const arrived: string[] = [];
  const arrivals = new EventEmitter();
  const server = await loopback(
    createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
      socket.on("data", (chunk) => {
        arrived.push(chunk.toString("latin1"));
        arrivals.emit("chunk");
        const text = answer(chunk.toString("latin1"));
        if (text !== null) socket.write(text, "latin1");
      });
      socket.on("end", () => socket.end());
    }),
  );
  const untilArrived = async (chunks: number) => {
    while (arrived.length < chunks) await once(arrivals, "chunk");
  };
  return Object.assign(server, { arrived, untilArrived });
}
