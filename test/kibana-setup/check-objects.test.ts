import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkObjects } from "../../harness/kibana/check-objects.ts";
import { importObjects } from "../../harness/kibana/import-objects.ts";
import type { SavedObject } from "../../harness/kibana/our-objects.ts";
import { clientOf } from "./client-of.ts";
import { type FakeKibana, fakeKibana } from "./fake-kibana.ts";
import { dashboard, ndjson } from "./objects.ts";

const dashboardKey = `dashboard:${dashboard.id}`;
const dataViewKey = "index-pattern:tunnelbench-summaries";

async function imported(options: Parameters<typeof fakeKibana>[0] = {}): Promise<FakeKibana> {
  const kibana = await fakeKibana(options);
  await importObjects(clientOf(kibana), ndjson);
  return kibana;
}

/** As update.ts does: the new attributes, and only the time of the update. */
function edit(kibana: FakeKibana, key: string, attributes: Record<string, unknown>): void {
  const object = kibana.stored.get(key)!;
  const updated_at = "2030-01-01T00:00:00.000Z";
  kibana.stored.set(key, { ...object, attributes: { ...object.attributes, ...attributes }, updated_at });
}

async function states(kibana: FakeKibana): Promise<string[]> {
  return (await checkObjects(clientOf(kibana), ndjson)).map(({ state }) => state);
}

describe("the comparison of Kibana with our file", () => {
  it("finds nothing right after an import, though Kibana orders keys and adds times", async () => {
    await using kibana = await imported();
    assert.deepEqual(await states(kibana), ["same", "same"]);
  });

  it("finds nothing where a migration only adds and reorders", async () => {
    const migrate = (object: SavedObject): SavedObject => ({
      ...object,
      attributes: { ...object.attributes, version: 3, sections: [] },
      references: object.references.toReversed(),
      typeMigrationVersion: "10.9.0",
    });
    await using kibana = await imported({ migrate });
    assert.deepEqual(await states(kibana), ["same", "same"]);
  });

  it("finds what is missing, all of it or a part", async () => {
    await using kibana = await fakeKibana();
    assert.deepEqual(await states(kibana), ["missing", "missing"]);
    await importObjects(clientOf(kibana), ndjson);
    kibana.stored.delete(dataViewKey);
    assert.deepEqual(await states(kibana), ["missing", "same"]);
  });

  it("finds a panel that somebody removed, and says where", async () => {
    await using kibana = await imported();
    const panels = JSON.parse(String(dashboard.attributes["panelsJSON"])) as object[];
    edit(kibana, dashboardKey, { panelsJSON: JSON.stringify(panels.slice(1)) });
    const [, found] = await checkObjects(clientOf(kibana), ndjson);
    assert.deepEqual([found?.state, found?.paths], ["changed", ["attributes.panelsJSON"]]);
  });

  it("finds a panel that somebody moved", async () => {
    await using kibana = await imported();
    edit(kibana, dashboardKey, {
      panelsJSON: String(dashboard.attributes["panelsJSON"]).replace('"w":24', '"w":12'),
    });
    const [, found] = await checkObjects(clientOf(kibana), ndjson);
    assert.deepEqual([found?.state, found?.paths], ["changed", ["attributes.panelsJSON[0].gridData.w"]]);
  });

  it("does not take Kibana's count of used fields for a change", async () => {
    await using kibana = await imported();
    edit(kibana, dataViewKey, { fieldAttrs: '{"bench.latency_us":{"count":3}}' });
    assert.deepEqual(await states(kibana), ["same", "same"]);
  });

  it("does not take a migration that rewrites an attribute for a change by hand", async () => {
    const migrate = (object: SavedObject): SavedObject => ({
      ...object,
      attributes: { ...object.attributes, timeRestore: "never" },
      typeMigrationVersion: "10.9.0",
    });
    await using kibana = await imported({ migrate });
    assert.deepEqual(await states(kibana), ["same", "migrated"]);
  });

  it("tells another version of our file from a change by hand", async () => {
    const migrate = (object: SavedObject): SavedObject =>
      object.type === "dashboard"
        ? { ...object, attributes: { ...object.attributes, title: "Compare" } }
        : object;
    await using kibana = await imported({ migrate });
    assert.deepEqual(await states(kibana), ["same", "outdated"]);
  });

  it("finds a panel that was pointed at other data", async () => {
    await using kibana = await imported();
    const object = kibana.stored.get(dashboardKey)!;
    const references = object.references.map((one) => ({ ...one, id: "other" }));
    kibana.stored.set(dashboardKey, { ...object, references, updated_at: "2030-01-01T00:00:00.000Z" });
    const [, found] = await checkObjects(clientOf(kibana), ndjson);
    assert.deepEqual(found?.paths, ["references.p50:layer", "references.p99:layer"]);
  });

  it("is refused with Kibana's words where the user may not read", async () => {
    await using kibana = await imported();
    kibana.first.push({
      status: 403,
      body: { statusCode: 403, error: "Forbidden", message: "Unable to bulk_get dashboard" },
    });
    await assert.rejects(checkObjects(clientOf(kibana), ndjson), /status 403: Unable to bulk_get dashboard/);
  });
});
