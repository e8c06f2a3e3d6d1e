import { readFileSync } from "node:fs";
import { Client, type ClientOptions } from "@elastic/elasticsearch";
import type { ElasticsearchServer } from "./servers.ts";

type Reachable = Pick<ElasticsearchServer, "url" | "caFile" | "username" | "password">;

/** The official client for a server, as the all-powerful user unless told; it never retries, so that a test sees each answer. */
export function clientOf(server: Reachable, options: ClientOptions = {}): Client & AsyncDisposable {
  const client = new Client({
    node: server.url,
    auth: { username: server.username, password: server.password },
    ...(server.caFile !== null && { tls: { ca: readFileSync(server.caFile) } }),
    maxRetries: 0,
    ...options,
  });
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}
