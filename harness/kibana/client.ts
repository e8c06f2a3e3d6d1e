import { Agent } from "node:https";
import axios, { type AxiosError, type AxiosInstance } from "axios";
import { type Credentials, readCa } from "../model/credentials.ts";
import { BenchError } from "../model/error.ts";
import { baseUrl } from "../model/url.ts";
import { unreachable } from "./unreachable.ts";

/** What a server answered, whatever the status. */
export interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  text: string;
  /** The body where it is a JSON object, else an empty one: fields are then simply not there. */
  json: Record<string, unknown>;
}

/** HTTP to one server; paths start with "/" and are appended to its base path. */
export interface HttpClient {
  url: string;
  /** True when the requests carry an API key or a password. */
  hasCredentials: boolean;
  get(path: string): Promise<Answer>;
  post(path: string, body: FormData | object): Promise<Answer>;
}

/** Longer than Kibana needs for an import of some megabytes. */
const timeoutMs = 60_000;

/**
 * Every answer is returned; `Unreachable` is thrown where none came and one may come later, `environment` where none
 * ever will: an unknown name, a certificate that is not trusted.
 */
export function httpClient(address: URL | string, credentials: Credentials, signal: AbortSignal): HttpClient {
  const url = baseUrl(address);
  const instance = connection(url, credentials, signal);
  const send = async (method: "get" | "post", path: string, data?: FormData | object) => {
    try {
      const { status, headers, data: text } = await instance.request<string>({ method, url: path, data });
      return { status, headers: headers as Answer["headers"], text, json: parseObject(text) };
    } catch (error) {
      signal.throwIfAborted();
      // the original error carries the request with its password: only its code and message go on
      throw unreachable(url, error as AxiosError);
    }
  };
  return {
    url,
    hasCredentials: credentials.apiKey !== null || credentials.username !== null,
    get: (path) => send("get", path),
    post: (path, body) => send("post", path, body),
  };
}

function connection(url: string, credentials: Credentials, signal: AbortSignal): AxiosInstance {
  const { apiKey, username, password } = credentials;
  const ca = readCa(credentials);
  if (apiKey !== null && /[\r\n]/.test(apiKey))
    throw new BenchError("the API key has a line break in it", {
      code: "bad-input",
      hints: ["set BENCH_ELASTICSEARCH_API_KEY to the value of `encoded`, in one line"],
    });
  return axios.create({
    baseURL: url,
    // Kibana refuses to change anything without this header; its value does not matter
    // (core/packages/http/server-internal/src/lifecycle_handlers.ts: "Request must contain a kbn-xsrf header.")
    headers: { "kbn-xsrf": "tunnelbench", ...(apiKey === null ? {} : { Authorization: `ApiKey ${apiKey}` }) },
    ...(username === null || password === null ? {} : { auth: { username, password } }),
    ...(ca === undefined ? {} : { httpsAgent: new Agent({ ca }) }),
    maxRedirects: 0, // a password must not follow to another server
    proxy: false, // as the Elasticsearch client does: HTTP_PROXY is not meant for one's own stack
    responseType: "text",
    transformResponse: (text: string) => text,
    validateStatus: () => true,
    timeout: timeoutMs,
    signal,
  });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // a page of a proxy, or "Kibana server is not ready yet": the status tells
  }
}
