import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type HttpClient, httpClient } from "../../harness/kibana/client.ts";
import { setKibanaPassword } from "../../harness/kibana/system-user.ts";
import { impatient, waitForKibana } from "../../harness/kibana/wait.ts";
import { tryStart } from "./servers.ts";

function clientOf(url: string, username: string | null, password: string | null): HttpClient {
  return httpClient(url, { apiKey: null, username, password, caFile: null }, new AbortController().signal);
}

const clock = { nowMs: () => 0, sleep: () => Promise.reject(new Error("it must not wait")) };

describe("what bench elastic up asks of Elasticsearch", () => {
  it("gives Kibana's user its password, again and again, and is refused with a wrong one of its own", async (t) => {
    await using server = await tryStart({ version: "9.2", security: "password" });
    if (server.skipped !== null) return t.skip(server.skipped);
    const { url, username, password } = server;
    const kibana = clientOf(url, "kibana_system", "geheim-of-kibana");
    assert.equal((await kibana.get("/_security/_authenticate")).status, 401);
    for (let time = 0; time < 2; time++)
      await setKibanaPassword(clientOf(url, username, password), "geheim-of-kibana");
    const { status, json } = await kibana.get("/_security/_authenticate");
    assert.deepEqual([status, json["username"]], [200, "kibana_system"]);
    await assert.rejects(setKibanaPassword(clientOf(url, username, "wrong"), "geheim-of-kibana"), {
      code: "environment",
      message: `Elasticsearch at "${url}" does not accept the password that "bench elastic up" keeps`,
    });

    // a user who gives its address in place of Kibana's; and what the health check of compose/elastic.yaml looks for
    for (const [user, key] of [
      [null, null],
      [username, password],
    ] as const) {
      const waiting = { clock, limits: impatient, onWait: () => undefined };
      await assert.rejects(waitForKibana(clientOf(url, user, key), waiting), {
        message: /is not Kibana: that is Elasticsearch/,
      });
    }
    assert.match((await clientOf(url, null, null).get("/")).text, /missing authentication credentials/);
  });
});
