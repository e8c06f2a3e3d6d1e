import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { importedDashboards, importedObjects } from "./imported.ts";
import { published, typedOnly } from "./published-shapes.ts";
import { shapeOf } from "./shape.ts";

const publishedLines = published.flatMap(({ shape }) =>
  shape
    .trim()
    .split("\n")
    .map((line) => line.trim()),
);
const publishedKeys = new Set(publishedLines.map((line) => line.replace(/^\+ /, "")));
const ours = new Set(importedDashboards().flatMap((dashboard) => [...shapeOf(dashboard)]));

describe("the dashboards beside those that Elastic published", () => {
  it("have no key of another name or type than published ones have, but for those of Kibana's types", () => {
    const unknown = [...ours].filter((leaf) => !publishedKeys.has(leaf) && !(leaf in typedOnly));
    assert.deepEqual(unknown, []);
  });

  it("lack no key that all published ones have", () => {
    const needed = publishedLines.filter((line) => line.startsWith("+ ")).map((line) => line.slice(2));
    assert.deepEqual(
      needed.filter((leaf) => !ours.has(leaf)),
      [],
    );
  });

  it("use every exception that is made for them", () => {
    assert.deepEqual(
      Object.keys(typedOnly).filter((leaf) => !ours.has(leaf)),
      [],
    );
  });

  it("say the format of the published ones, which 8.19 and 9.x both bring up to their own", () => {
    const versions = new Set(
      importedObjects().map(({ type, typeMigrationVersion }) => `${type} ${typeMigrationVersion}`),
    );
    assert.deepEqual([...versions], ["index-pattern 8.0.0", "dashboard 10.2.0"]);
    assert.ok(published.some(({ typeMigrationVersion }) => typeMigrationVersion === "10.2.0"));
  });
});
