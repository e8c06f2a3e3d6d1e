import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Client } from "@elastic/elasticsearch";
import { documentKinds } from "../../harness/sinks/fields/field.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { clientOf } from "./client.ts";
import { type ElasticsearchServer, type ServerOptions, type SkippedServer, tryStart } from "./servers.ts";

/** A test on the server, with a results folder of its own. */
export type ServerTest = (
  name: string,
  body: (server: ElasticsearchServer, results: string) => Promise<void>,
) => void;

/** Tests that share one server, which may go down and up again but is up between two of them. */
export function describeServer(
  title: string,
  options: ServerOptions,
  define: (onServer: ServerTest) => void,
): void {
  describe(title, () => {
    let server: ElasticsearchServer | SkippedServer;
    before(async () => {
      server = await tryStart(options);
    });
    after(() => server[Symbol.asyncDispose]());
    define((name, body) => {
      it(name, { timeout: 90_000 }, async (t) => {
        if (server.skipped !== null) return t.skip(server.skipped);
        using temporary = temporaryFolder();
        await body(server, temporary.path);
      });
    });
  });
}

/** How many documents of a run the server has by kind, asked without the code that is tested. */
export async function storedCounts(
  server: ElasticsearchServer,
  runId: string,
): Promise<Record<string, number>> {
  await using client = clientOf(server);
  await client.indices.refresh({ index: "tunnelbench-*" });
  const counts = documentKinds.map(async (kind) => {
    const query = { bool: { filter: [{ term: { "bench.run.id": runId } }] } };
    const found = await client.search({
      index: `tunnelbench-${kind}-*`,
      query,
      size: 0,
      track_total_hits: true,
    });
    const total = found.hits.total as { value: number };
    return [kind, total.value] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

/** Counts what a client sends from now on: bulk requests, and documents in them. */
export function watchBulk(client: Client): { requests: number; documents: number } {
  const sent = { requests: 0, documents: 0 };
  client.diagnostic.on("request", (_error, result) => {
    const { path, body } = result?.meta.request.params ?? {};
    if (!path?.endsWith("/_bulk")) return;
    sent.requests++;
    sent.documents += (String(body).split("\n").length - 1) / 2;
  });
  return sent;
}

/** Fails where one of these words is anywhere in the folder or in what was written to the terminal. */
export function assertNowhere(words: readonly string[], folder: string, output: readonly string[]): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
  assert.ok(texts.length > 0);
  for (const word of words) {
    assert.ok(word.length > 5, "so short that it may be there by chance");
    for (const text of [...texts, ...output]) assert.ok(!text.includes(word));
  }
}
