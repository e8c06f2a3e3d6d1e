import { setTimeout as sleep } from "node:timers/promises";
import type { Rejection } from "../store/stored-in.ts";
import type { Elastic } from "./connection.ts";
import { explainElastic, isBlock, refusedForNow } from "./explain.ts";
import { elasticPackage } from "./package.ts";

/** A document as it is sent: `body` is its JSON. */
export interface OutgoingDocument {
  index: string;
  id: string;
  body: string;
}

export interface SendOptions {
  signal?: AbortSignal | undefined;
  /** Called for each document when it is put into a request. */
  onDocument?: () => void;
  /** How often documents that the server has no time for are sent again, a second apart. @default 5 */
  retries?: number;
}

/** Bytes of one request: enough that its overhead does not matter, little enough that few of them fill no memory. */
const flushBytes = 500_000;
const requestsAtOnce = 2;

/** The helper takes a pair of action and ready-made JSON too, which its types do not say. */
type BulkAction = { index: { _index: string; _id: string } };

interface Dropped {
  status: number;
  error: { type?: string; reason?: string | null } | null;
  operation: { index?: { _index?: string | null; _id?: string | null } };
}

/**
 * Stores documents under their ids, written over where they are there already; returns those that the server refused for
 * good, because of what they are. Throws `environment` where it refuses or fails for another reason: then some may be stored,
 * none is counted, and the same must be sent again.
 */
export async function sendDocuments(
  elastic: Elastic,
  documents: AsyncIterable<OutgoingDocument>,
  { signal, onDocument, retries = 5 }: SendOptions = {},
): Promise<Rejection[]> {
  signal?.throwIfAborted();
  const dropped: Dropped[] = [];
  const bulk = elastic.client.helpers.bulk<OutgoingDocument>({
    datasource: documents as AsyncGenerator<OutgoingDocument>,
    onDocument: ({ index, id, body }) => {
      onDocument?.();
      return [{ index: { _index: index, _id: id } }, body] as unknown as BulkAction;
    },
    onDrop: (drop) => void dropped.push(drop as Dropped),
    filter_path: ["errors", "items.*.status", "items.*.error"],
    ...{ flushBytes, concurrency: requestsAtOnce, retries, wait: 1_000 },
  });
  const stop = () => void bulk.abort();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await bulk;
  } catch (error) {
    throw explainElastic(error, elastic.url);
  } finally {
    signal?.removeEventListener("abort", stop);
    stop(); // a timer of the helper outlives documents that could not be read
  }
  signal?.throwIfAborted();
  await refuseForNow(elastic, dropped);
  return dropped.map((drop) => rejection(elastic.cluster, drop));
}

/** Too busy, or an index that is locked, is no fault of a document. */
async function refuseForNow({ client, url }: Elastic, dropped: readonly Dropped[]): Promise<void> {
  const other = dropped.find(
    ({ status, error }) => status === 429 || status >= 500 || isBlock(reasonOf(error)),
  );
  if (!other) return;
  // the client's helper does not pass the reason of a 429 on: the index is asked
  const index = other.operation.index?._index ?? "";
  const block = other.status === 429 ? await blockOf(client, index) : null;
  throw refusedForNow(url, block ?? (reasonOf(other.error) || `status ${other.status}`));
}

async function blockOf(client: Elastic["client"], index: string): Promise<string | null> {
  try {
    const settings = await client.indices.getSettings({ index, filter_path: ["*.settings.index.blocks"] });
    const blocks = Object.values(settings)[0]?.settings?.index?.blocks ?? {};
    const [name] = Object.entries(blocks).find(([, value]) => String(value) === "true") ?? [];
    return name === undefined ? null : `index "${index}" is blocked by index.blocks.${name}`;
  } catch (error) {
    if (error instanceof elasticPackage().errors.ElasticsearchClientError) return null; // then the status is all that is known
    throw error;
  }
}

function rejection(cluster: string, { status, error, operation }: Dropped): Rejection {
  const { _index: index, _id: id } = operation.index ?? {};
  return {
    cluster,
    index: index ?? "",
    id: id ?? "",
    status,
    type: error?.type ?? "unknown",
    reason: reasonOf(error),
  };
}

function reasonOf(error: Dropped["error"]): string {
  return error?.reason ?? error?.type ?? "";
}

/** Waits so long, in seconds, before each further attempt at a server that says 429 to a whole request. */
const defaultBusyWaits = [1, 2, 4, 8] as const;

/** Repeats work while the server says that it has too much to do, the waits bounded; every other failure ends it. */
export async function whileBusy<Value>(
  work: () => Promise<Value>,
  waits: readonly number[] = defaultBusyWaits,
  signal?: AbortSignal,
): Promise<Value> {
  for (const seconds of waits) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      await sleep(seconds * 1_000, undefined, signal ? { signal } : {});
    }
  }
  return work();
}

function isBusy(error: unknown): boolean {
  const { cause } = error as { cause?: unknown };
  const isWhole = cause instanceof elasticPackage().errors.ResponseError && cause.statusCode === 429;
  return isWhole && !isBlock((error as Error).message);
}
