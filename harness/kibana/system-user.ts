import { BenchError } from "../model/error.ts";
import type { HttpClient } from "./client.ts";

/**
 * Gives Kibana's own user of a new Elasticsearch its password, as Elastic's compose file does with curl
 * (elastic/elasticsearch docs/reference/setup/install/docker/docker-compose.yml), but without the password in the
 * arguments of a process. `client` speaks to Elasticsearch. Throws `environment`.
 */
export async function setKibanaPassword(client: HttpClient, password: string): Promise<void> {
  const { status, text } = await client.post("/_security/user/kibana_system/_password", { password });
  if (status === 200) return;
  throw new BenchError(
    status === 401
      ? `Elasticsearch at "${client.url}" does not accept the password that "bench elastic up" keeps`
      : `Elasticsearch at "${client.url}" refuses Kibana's password with status ${status}: ${text.slice(0, 200)}`,
    {
      code: "environment",
      hints: ['"bench elastic down --volumes" removes the stack with all its data; then start it anew'],
    },
  );
}
