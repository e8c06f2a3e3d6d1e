import { type HttpClient, httpClient } from "../../harness/kibana/client.ts";
import type { Credentials } from "../../harness/model/credentials.ts";

const nobody: Credentials = { apiKey: null, username: null, password: null, caFile: null };

/** A client for a server of this test. */
export function clientOf({ url }: { url: string }, credentials: Partial<Credentials> = {}): HttpClient {
  return httpClient(url, { ...nobody, ...credentials }, new AbortController().signal);
}
