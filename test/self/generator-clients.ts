import { createRequire } from "node:module";
import { join } from "node:path";
import type { GeneratorRow, TargetAddress } from "../../harness/model/protocol.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { bareConnection } from "../../services/generator/bare-connection.ts";
import { bareRequest } from "../../services/generator/bare-request.ts";
import { fixedHeaders, openHttpClient, requestPath } from "../../services/generator/http-client.ts";
import { buildMessage, type Message } from "../../services/generator/message.ts";
import { openSocket } from "../../services/generator/open-socket.ts";
import { createService } from "../../services/http-server/service.ts";
import { clockSince } from "../../services/shared/clock.ts";

/**
 * The processes that generator-cost.ts compares, one a run: `node generator-clients.ts <client> <port> <packages>`
 * prints one line of JSON; with `serve` it is the service, and prints its port.
 */
export const connections = 8;
export const warmupSeconds = 1;
export const seconds = 5;
const timeoutMs = 5_000;

export interface Cost {
  verified: number;
  failed: number;
  cpuUs: number;
}

export const messages: readonly Message[] = Array.from({ length: 512 }, (_, seq) =>
  buildMessage({
    ...{ key: Buffer.alloc(32, 7), clientId: "a".repeat(32), workload: "http", seq, payloadBytes: 256 },
  }),
);
let sent = 0;
const nextIndex = () => sent++ % messages.length;

/** Sends until it is told to stop; `count` hears of every answer. */
type Client = (port: number, count: (isVerified: boolean) => void, signal: AbortSignal) => Promise<unknown>;

interface Answered {
  statusCode: number;
  body: { json(): Promise<unknown> };
}
interface Undici {
  Pool: new (
    origin: string,
    options: { connections: number; pipelining: number },
  ) => { request(options: object): Promise<Answered>; close(): Promise<void> };
}
type Autocannon = (options: object) => PromiseLike<unknown> & { stop(): void };

/** As many loops as connections, one request after the other in each. */
function loops(signal: AbortSignal, request: () => Promise<void>): Promise<unknown> {
  const loop = async () => {
    while (!signal.aborted) await request();
  };
  return Promise.all(Array.from({ length: connections }, loop));
}

function isRight(text: string, { seq, digest }: Message): boolean {
  const reply = JSON.parse(text) as { seq: unknown; digest: unknown };
  return reply.seq === seq && reply.digest === digest;
}

async function bare(...[port, count, signal]: Parameters<Client>): Promise<void> {
  const requests = messages.map((message) => bareRequest(message, "kept"));
  const lane = async () => {
    const connection = bareConnection(await openSocket(entryAt(port), timeoutMs), timeoutMs);
    while (!signal.aborted) count((await connection.send(requests[nextIndex()]!)) === "ok");
    connection.destroy();
  };
  await Promise.all(Array.from({ length: connections }, lane));
}

async function paced(...[port, count, signal]: Parameters<Client>): Promise<void> {
  const client = openHttpClient(entryAt(port), clockSince(process.hrtime.bigint().toString()), timeoutMs);
  const request = () =>
    new Promise<void>((resolve) => {
      const land = (outcome: GeneratorRow["outcome"]) => {
        count(outcome === "ok");
        setImmediate(resolve); // its connection is free only after the answer's last event
      };
      client.send(messages[nextIndex()]!, { row: {} as GeneratorRow, land });
    });
  await loops(signal, request);
  client.close();
}

async function undici(...[port, count, signal]: Parameters<Client>): Promise<void> {
  const { Pool } = fromPackages("undici") as Undici;
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections, pipelining: 1 });
  await loops(signal, async () => {
    const message = messages[nextIndex()]!;
    const options = { path: requestPath, method: "POST", headers: fixedHeaders, body: message.body };
    const { statusCode, body } = await pool.request(options);
    const reply = JSON.stringify(await body.json());
    count(statusCode === 200 && isRight(reply, message));
  });
  await pool.close();
}

async function autocannon(...[port, count, signal]: Parameters<Client>): Promise<void> {
  const requests = messages.map((message) => ({
    body: message.body,
    onResponse: (status: number, body: string) => count(status === 200 && isRight(body, message)),
  }));
  const running = (fromPackages("autocannon") as Autocannon)({
    ...{ url: `http://127.0.0.1:${port}${requestPath}`, method: "POST", headers: fixedHeaders },
    ...{ connections, duration: 3_600, requests },
  });
  signal.addEventListener("abort", () => running.stop());
  await running;
}

const clients: Readonly<Record<string, Client>> = { bare, paced, undici, autocannon };

function entryAt(port: number): TargetAddress {
  return { protocol: "tcp", host: "127.0.0.1", port };
}

/** A package of this project, or of the folder that the command line names. */
function fromPackages(name: string): unknown {
  return createRequire(join(process.argv[4] || projectFolder, "package.json"))(name);
}

async function measure(client: Client, port: number): Promise<Cost> {
  const counts = { verified: 0, failed: 0 };
  const stop = new AbortController();
  let begin = { ...counts, cpu: process.cpuUsage() };
  let result: Cost | null = null;
  setTimeout(() => {
    begin = { ...counts, cpu: process.cpuUsage() };
  }, warmupSeconds * 1_000);
  setTimeout(
    () => {
      const { user, system } = process.cpuUsage(begin.cpu);
      const { verified, failed } = counts;
      result = { verified: verified - begin.verified, failed: failed - begin.failed, cpuUs: user + system };
      stop.abort();
    },
    (warmupSeconds + seconds) * 1_000,
  );
  await client(port, (isVerified) => counts[isVerified ? "verified" : "failed"]++, stop.signal);
  if (!result) throw new Error("the client ended before its time");
  return result;
}

if (import.meta.main) {
  const [, , name, port] = process.argv;
  if (name === "serve") {
    const server = createService().listen(0, "127.0.0.1", () => {
      const address = server.address();
      console.log(typeof address === "object" ? address?.port : address);
    });
  } else console.log(JSON.stringify(await measure(clients[name!]!, Number(port))));
}
