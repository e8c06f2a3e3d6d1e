import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { importObjects } from "../../harness/kibana/import-objects.ts";
import { clientOf } from "./client-of.ts";
import { fakeKibana } from "./fake-kibana.ts";
import { ndjson } from "./objects.ts";

const view = { type: "index-pattern", id: "tunnelbench-summaries", title: "tunnelbench summaries" };
const board = { type: "dashboard", id: "tunnelbench-comparison", title: "Comparison" };

describe("the import", () => {
  it("sends our file as it is, as a form with the header that Kibana wants", async () => {
    await using kibana = await fakeKibana();
    await importObjects(clientOf(kibana), ndjson);
    const [request] = kibana.requests;
    assert.equal(request?.url, "/api/saved_objects/_import?overwrite=true");
    assert.equal(request?.text, ndjson);
    assert.equal(request?.fileName, "tunnelbench.ndjson");
    assert.equal(request?.headers["kbn-xsrf"], "tunnelbench");
    assert.equal(request?.headers.authorization, undefined);
  });

  it("shows a user and password, or an API key", async () => {
    await using kibana = await fakeKibana();
    await importObjects(clientOf(kibana, { username: "elastic", password: "gehe:im" }), ndjson);
    await importObjects(clientOf(kibana, { apiKey: "aWQ6a2V5" }), ndjson);
    // RFC 7617: base64 of user, colon, password
    const basic = `Basic ${Buffer.from("elastic:gehe:im").toString("base64")}`;
    assert.deepEqual(
      kibana.requests.map(({ headers }) => headers.authorization),
      [basic, "ApiKey aWQ6a2V5"],
    );
  });

  it("creates each object the first time and overwrites it the second, and nothing else", async () => {
    await using kibana = await fakeKibana();
    const states = async () => (await importObjects(clientOf(kibana), ndjson)).map(({ state }) => state);
    assert.deepEqual(await states(), ["created", "created"]);
    assert.deepEqual(await states(), ["overwritten", "overwritten"]);
    assert.deepEqual(
      [...kibana.stored.keys()],
      ["index-pattern:tunnelbench-summaries", "dashboard:tunnelbench-comparison"],
    );
  });

  it("tells which object Kibana refused and why, and that the other is there", async () => {
    await using kibana = await fakeKibana();
    kibana.failures.set(board.id, {
      type: "unknown",
      message: "[attributes.title]: expected value of type [string]",
    });
    assert.deepEqual(await importObjects(clientOf(kibana), ndjson), [
      { ...view, state: "created", text: "" },
      { ...board, state: "failed", text: "[attributes.title]: expected value of type [string]" },
    ]);
  });

  it("knows that with a missing reference nothing is created, though Kibana lists the rest as successes", async () => {
    await using kibana = await fakeKibana();
    kibana.failures.set(board.id, {
      type: "missing_references",
      references: [{ type: "index-pattern", id: "gone" }],
    });
    assert.deepEqual(await importObjects(clientOf(kibana), ndjson), [
      { ...view, state: "failed", text: "left out because of the others" },
      { ...board, state: "failed", text: "refers to what is not there: index-pattern gone" },
    ]);
    assert.equal(kibana.stored.size, 0);
  });

  it("takes an object that Kibana does not mention as failed", async () => {
    await using kibana = await fakeKibana();
    kibana.first.push({
      status: 200,
      body: { success: true, successCount: 1, successResults: [{ type: view.type, id: view.id }] },
    });
    const [, second] = await importObjects(clientOf(kibana), ndjson);
    assert.deepEqual(second, { ...board, state: "failed", text: "Kibana says nothing about it" });
  });

  it("tells the new id where the old one belongs to another space", async () => {
    await using kibana = await fakeKibana();
    const successResults = [view, { ...board, destinationId: "0b3f" }];
    kibana.first.push({ status: 200, body: { success: true, successCount: 2, successResults } });
    const [, second] = await importObjects(clientOf(kibana), ndjson);
    assert.deepEqual(second, { ...board, state: "created", text: "as 0b3f" });
  });

  it("is refused as a whole with Kibana's words and what to do", async () => {
    await using kibana = await fakeKibana();
    const message = "Unable to bulk_create dashboard,index-pattern";
    kibana.first.push({ status: 403, body: { statusCode: 403, error: "Forbidden", message } });
    await assert.rejects(importObjects(clientOf(kibana), ndjson), {
      code: "environment",
      message: `cannot import the dashboards at "${kibana.url}": status 403: ${message}`,
      hints: ['the user needs the Kibana privilege "Saved Objects Management: all" in this space'],
    });
    kibana.first.push({
      status: 400,
      body: { statusCode: 400, error: "Bad Request", message: "Can't import more than 1 objects" },
    });
    await assert.rejects(
      importObjects(clientOf(kibana), ndjson),
      /status 400: Can't import more than 1 objects/,
    );
  });

  it("goes through a base path and a space", async () => {
    await using kibana = await fakeKibana();
    const client = clientOf({ url: `${kibana.url}/kibana/s/bench/` });
    await assert.rejects(importObjects(client, ndjson), /status 404/);
    assert.equal(kibana.requests[0]?.url, "/kibana/s/bench/api/saved_objects/_import?overwrite=true");
  });
});
