import { createHash } from "node:crypto";
import type { Client, Transport } from "@elastic/elasticsearch";
import { type Credentials, checkUrl, readCa, readCredentials } from "../model/credentials.ts";
import { BenchError } from "../model/error.ts";
import { baseUrl } from "../model/url.ts";
import { explainElastic, isElastic } from "./explain.ts";
import { elasticPackage } from "./package.ts";

/** A server that we talk to. */
export interface Elastic {
  client: Client;
  /** For messages and commands; without credentials. */
  url: string;
  /** What distinguishes its data from another's: the cluster's own id, or a hash of its address where it does not tell. */
  cluster: string;
}

/** How long and how often: a push waits, what happens between two measured phases does not. */
interface Patience {
  requestSeconds: number;
  /** Of a request that got no answer, or 502 to 504. */
  retries: number;
  /** The signal that ends whatever request is under way; asked at each. */
  signal?: () => AbortSignal;
}

const patient: Patience = { requestSeconds: 60, retries: 3 };

const supportedMajors = { least: 8, most: 9 };

type Env = Record<string, string | undefined>;

/**
 * A client for an address; credentials are the environment's, or those of the file of `bench elastic up`. Asks nothing of the
 * server yet. Throws `bad-input` or `environment` for what is wrong with these.
 */
export function makeClient(url: string, env: Env, { requestSeconds, retries, signal }: Patience): Client {
  const node = checkUrl(url, "the address of Elasticsearch");
  const credentials = readCredentials(env, url);
  const auth = authentication(credentials);
  const ca = readCa(credentials);
  return new (elasticPackage().Client)({
    node: node.href,
    requestTimeout: requestSeconds * 1_000,
    maxRetries: retries,
    ...(auth && { auth }),
    ...(ca && { tls: { ca } }),
    ...(signal && { Transport: transportUntil(signal) }),
  });
}

/** Whether a password would cross a network in the clear. */
export function isExposed(url: string, env: Env): boolean {
  const { protocol, hostname } = checkUrl(url, "the address of Elasticsearch");
  if (protocol === "https:" || isLoopback(hostname)) return false;
  return authentication(readCredentials(env, url)) !== null;
}

/** Asks the server who it is. Throws `environment` where it is away, refuses us, or is nothing that we can use. */
export async function meet(client: Client, url: string): Promise<Elastic> {
  try {
    await checkVersion(client, url);
    return { client, url, cluster: (await clusterId(client)) ?? addressId(url) };
  } catch (error) {
    throw explainElastic(error, url);
  }
}

/** `makeClient`, then `meet`. The signal ends every request of this client, with its reason. */
export async function connectElastic(url: string, env: Env, signal?: AbortSignal): Promise<Elastic> {
  return meet(makeClient(url, env, { ...patient, ...(signal && { signal: () => signal }) }), url);
}

/** The client's own signal of a request does not end one that still waits for its connection, so it is raced. */
function transportUntil(signalNow: () => AbortSignal): typeof Transport {
  return class extends elasticPackage().Transport {
    override async request(...[params, options]: Parameters<Transport["request"]>): Promise<never> {
      const signal = signalNow();
      signal.throwIfAborted();
      const { promise: aborted, reject } = Promise.withResolvers<never>();
      const abort = () => reject(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      try {
        return (await Promise.race([super.request(params, { ...options, signal }), aborted])) as never;
      } finally {
        signal.removeEventListener("abort", abort);
      }
    }
  };
}

/** Not `GET /`: it is not on every distribution. A user that may not monitor is not asked for the version. */
async function checkVersion(client: Client, url: string): Promise<void> {
  const answer = await unlessForbidden(() =>
    // whoever waits at the terminal is told at once that nobody is there
    client.nodes.info({ node_id: "_local", filter_path: ["nodes.*.version"] }, { maxRetries: 0 }),
  );
  const [node] = Object.values(answer?.nodes ?? {});
  if (!node) return;
  const major = Number(node.version.split(".")[0]);
  if (major >= supportedMajors.least && major <= supportedMajors.most) return;
  throw new BenchError(`Elasticsearch at ${url} is ${node.version}`, {
    code: "environment",
    hints: [`bench works with versions ${supportedMajors.least} and ${supportedMajors.most}`],
  });
}

/** Of an address, so that none is in a run folder. */
function addressId(url: string): string {
  return `address-${createHash("sha256").update(baseUrl(url)).digest("hex").slice(0, 16)}`;
}

async function clusterId(client: Client): Promise<string | null> {
  const answer = await unlessForbidden(() =>
    client.cluster.state({ metric: "version", filter_path: ["cluster_uuid"] }),
  );
  return (answer as { cluster_uuid?: string } | null)?.cluster_uuid ?? null;
}

async function unlessForbidden<Answer>(ask: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await ask();
  } catch (error) {
    if (
      error instanceof elasticPackage().errors.ResponseError &&
      error.statusCode === 403 &&
      isElastic(error)
    )
      return null;
    throw error;
  }
}

function authentication({ apiKey, username, password }: Credentials) {
  if (apiKey !== null) return { apiKey };
  return username !== null && password !== null ? { username, password } : null;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
