import type { IncomingMessage, ServerResponse } from "node:http";
import { bulkPattern } from "../shared/bulk-pattern.ts";
import { bulkReceiver } from "../shared/bulk-receiver.ts";
import { clockSince } from "../shared/clock.ts";

const pattern = bulkPattern();
/** Given to the socket at once: fewer calls for the same bytes. */
const portion = Buffer.concat([pattern, pattern, pattern, pattern]);

/** Ours, far beyond any profile's transfer: a tunnel that swallows the client's close must not be sent to for ever. */
const longestSendMs = 120_000;

/**
 * The bulk transfers of METHOD.md §1.6, without express, which would cost more than what is measured. `POST /bulk` verifies
 * what comes and answers when it came, once the body has ended; `GET /bulk` sends until the client closes, or for `sendMs`.
 */
export function serveBulk(request: IncomingMessage, response: ServerResponse, sendMs = longestSendMs): void {
  if (request.method === "POST") receive(request, response);
  else if (request.method === "GET") send(response, sendMs);
  else response.writeHead(405).end();
}

/** What `POST /bulk` answers: marks in nanoseconds after `originNs`, CLOCK_MONOTONIC as a decimal string. */
export interface BulkReply {
  originNs: string;
  marks: [number, number][];
  isIntact: boolean;
}

function receive(request: IncomingMessage, response: ServerResponse): void {
  const originNs = process.hrtime.bigint().toString();
  const receiver = bulkReceiver(pattern, clockSince(originNs).now);
  request.on("data", (chunk: Buffer) => receiver.take(chunk));
  request.on("end", () => {
    const text = JSON.stringify({ originNs, ...receiver.read() } satisfies BulkReply);
    response.writeHead(200, { "content-type": "application/json", "content-length": text.length }).end(text);
  });
}

/** The body ends with the connection, so no framing is among the bytes. */
function send(response: ServerResponse, sendMs: number): void {
  const timer = setTimeout(() => response.destroy(), sendMs);
  response.on("close", () => clearTimeout(timer)); // also where the socket fails
  response.removeHeader("transfer-encoding");
  response.writeHead(200, { "content-type": "application/octet-stream", connection: "close" });
  const write = () => {
    if (response.destroyed) return;
    response.write(portion);
  };
  response.on("drain", () => setImmediate(write)); // in turns with the other streams, also where none ever waits
  write();
}
