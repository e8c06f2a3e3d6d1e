import type { errors } from "@elastic/elasticsearch";
import { BenchError } from "../model/error.ts";
import { elasticPackage } from "./package.ts";

const hints = {
  away: 'is it running, and is the address right? "bench elastic up" starts one on this machine',
  authority: "set BENCH_ELASTICSEARCH_CA to the PEM file of its certificate authority",
  credentials:
    "set BENCH_ELASTICSEARCH_API_KEY, or BENCH_ELASTICSEARCH_USERNAME and BENCH_ELASTICSEARCH_PASSWORD",
  privileges: "docs/elasticsearch.md names the privileges that it needs",
  product: "give the address of Elasticsearch itself, not of Kibana or of a proxy's page",
  busy: "try again later; nothing is lost, and what is stored already is not sent again",
  block: "its disk is too full, or somebody locked the index: free space on it, then remove the block",
  mapping: "delete that index and push its runs again (bench push --all): the files are the truth",
} as const;

/** An error of a request in words, with what to do; what is no error of Elasticsearch is returned as it is. */
export function explainElastic(error: unknown, url: string): unknown {
  const { errors: kinds } = elasticPackage();
  if (error instanceof kinds.ProductNotSupportedError)
    return refusal(`what answers at ${url} is not Elasticsearch`, hints.product, error);
  if (error instanceof kinds.ResponseError) return explainResponse(error, url);
  if (error instanceof kinds.ConnectionError || error instanceof kinds.TimeoutError)
    return explainConnection(error, url);
  if (error instanceof kinds.DeserializationError)
    return refusal(`what answers at ${url} is not Elasticsearch`, hints.product, error);
  return error;
}

/** The index refuses to be written, by the reasons that it gives for documents: the disk's flood stage gives 429. */
export function isBlock(reason: string): boolean {
  return /cluster_block|blocked by|flood-stage/i.test(reason);
}

/** Documents that were refused because of the index or of load, not of themselves. */
export function refusedForNow(url: string, reason: string, cause?: unknown): BenchError {
  return isBlock(reason)
    ? refusal(`Elasticsearch at ${url} refuses to write: ${reason}`, hints.block, cause)
    : refusal(`Elasticsearch at ${url} has too much to do: ${reason}`, hints.busy, cause);
}

/** An index of an older version of ours has a field of another type. */
export function mappingConflict(index: string, reason: string, cause: unknown): BenchError {
  return refusal(`index "${index}" was made by another version: ${reason}`, hints.mapping, cause);
}

function explainConnection(error: errors.ElasticsearchClientError, url: string): BenchError {
  const { message } = error;
  if (/certificate|self-signed|unable to verify|altname/i.test(message))
    return refusal(`Elasticsearch at ${url} is not trusted: ${message}`, hints.authority, error);
  return refusal(`Elasticsearch at ${url} does not answer: ${message || error.name}`, hints.away, error);
}

function explainResponse(error: errors.ResponseError, url: string): BenchError {
  const status = error.statusCode;
  const reason = reasonOf(error);
  if (status === 401)
    return refusal(
      `Elasticsearch at ${url} does not know us: wrong or no credentials`,
      hints.credentials,
      error,
    );
  if (isBlock(reason) || status === 429) return refusedForNow(url, reason, error);
  if (!isElastic(error) && (status === undefined || status < 500))
    return refusal(`what answers at ${url} is not Elasticsearch (status ${status})`, hints.product, error);
  if (status === 403)
    return refusal(`Elasticsearch at ${url} does not allow it: ${reason}`, hints.privileges, error);
  return refusal(`Elasticsearch at ${url} answers ${status}: ${reason}`, hints.busy, error);
}

/** Whether Elasticsearch answered. Its security refuses without the header that all its other answers have. */
export function isElastic({ headers, body }: errors.ResponseError): boolean {
  const type = (body as { error?: { type?: unknown } } | undefined)?.error?.type;
  return headers?.["x-elastic-product"] === "Elasticsearch" || typeof type === "string";
}

/** The server's own words, in one line. */
function reasonOf(error: errors.ResponseError): string {
  const body = error.body as { error?: { type?: string; reason?: string } | string } | undefined;
  const cause = body?.error;
  const text = typeof cause === "string" ? cause : (cause?.reason ?? cause?.type ?? error.message);
  return text.split("\n")[0]!.slice(0, 300);
}

function refusal(message: string, hint: string, cause?: unknown): BenchError {
  return new BenchError(message, { code: "environment", hints: [hint], cause });
}
