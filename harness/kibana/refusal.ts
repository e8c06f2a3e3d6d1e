import { BenchError } from "../model/error.ts";
import type { Answer, HttpClient } from "./client.ts";

/** Words an answer that is not what was asked for; `asked` says what it was (`import its dashboards`). */
export function refusal(client: HttpClient, { status, json, headers }: Answer, asked: string): BenchError {
  const { what, hint } = explain(client, { status, json, headers });
  return new BenchError(`cannot ${asked} at "${client.url}": ${what}`, {
    code: "environment",
    hints: [hint],
  });
}

/** A server that answers, but is no Kibana. */
export function notKibana(client: HttpClient, answer: Answer): BenchError {
  const what = isElasticsearch(answer)
    ? "that is Elasticsearch"
    : `it answers /api/status with status ${answer.status} and no Kibana version`;
  const hint = isElasticsearch(answer)
    ? "Kibana has an address of its own, most often with port 5601"
    : "give Kibana's own address with --url, with its base path if it has one";
  return new BenchError(`"${client.url}" is not Kibana: ${what}`, { code: "environment", hints: [hint] });
}

/** Elasticsearch names itself, but not to who is not logged in; then its `error` is an object, and Kibana's a word. */
export function isElasticsearch({ headers, json }: Answer): boolean {
  return headers["x-elastic-product"] === "Elasticsearch" || typeof json["error"] === "object";
}

/** The login is missing or was not accepted. */
export function notLoggedIn({ url, hasCredentials }: HttpClient): BenchError {
  return new BenchError(
    hasCredentials
      ? `Kibana at "${url}" does not accept the credentials`
      : `Kibana at "${url}" wants a login, but there are no credentials for it`,
    {
      code: "environment",
      hints: ["set BENCH_ELASTICSEARCH_API_KEY, or BENCH_ELASTICSEARCH_USERNAME and _PASSWORD"],
    },
  );
}

function explain(
  client: HttpClient,
  { status, json, headers }: Omit<Answer, "text">,
): { what: string; hint: string } {
  // Kibana words all its errors so: {"statusCode": 403, "error": "Forbidden", "message": "…"}
  const said = typeof json["message"] === "string" ? `: ${json["message"]}` : "";
  const what = `status ${status}${said}`;
  if (status === 401) return { what, hint: notLoggedIn(client).hints[0]! };
  if (status === 403)
    return {
      what,
      hint: 'the user needs the Kibana privilege "Saved Objects Management: all" in this space',
    };
  if (status === 404) return { what, hint: "look at the address and its base path" };
  if (status >= 300 && status < 400)
    return {
      what,
      hint: `it sends one on to "${headers["location"] ?? "somewhere"}": give the final address`,
    };
  return { what, hint: "Kibana's own log says more" };
}
