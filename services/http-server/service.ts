import { createServer, type Server } from "node:http";
import express, { type Request, type Response } from "express";
import { digestOf } from "../../harness/model/secret.ts";
import { serveBulk } from "./bulk.ts";

/**
 * The service that cannot be changed: the study's `POST /process_data`. It answers with the sequence number, the
 * digest of the secret, its own receive time and the peer it saw, so that a client can prove the path. Beside it `/bulk`.
 */
export function createService(): Server {
  /** Absolute CLOCK_MONOTONIC of each request's arrival; a decimal string, because it may exceed 2^53. */
  const arrivals = new WeakMap<Request, bigint>();
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use((request, _response, next) => {
    arrivals.set(request, process.hrtime.bigint());
    next();
  });
  app.post("/process_data", express.json({ limit: "1mb" }), (request: Request, response: Response) => {
    const { seq, secret } = request.body as { seq?: unknown; secret?: unknown };
    if (typeof seq !== "number" || typeof secret !== "string") {
      response.status(400).json({ error: "expected a number seq and a text secret" });
      return;
    }
    response.json({
      seq,
      digest: digestOf(secret),
      received_monotonic_ns: arrivals.get(request)?.toString(),
      peer: request.socket.remoteAddress,
    });
  });
  const server = createServer((request, response) =>
    request.url === "/bulk" ? serveBulk(request, response) : app(request, response),
  );
  server.keepAliveTimeout = 0; // a connection that idles between two phases must not be cut under the client
  server.on("connection", (socket) => socket.setNoDelay(true));
  return server;
}
