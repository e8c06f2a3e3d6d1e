import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareIdentities } from "../../harness/run/identities.ts";

const steady = { startedAt: "2026-01-01T00:00:00Z", restarts: 0, isOutOfMemory: false };

describe("compareIdentities", () => {
  it("finds nothing where all are what they were", () => {
    assert.deepEqual(compareIdentities(0, new Map([["a", steady]]), new Map([["a", steady]])), []);
  });

  it("names who was restarted, who is gone and who ran out of memory", () => {
    const before = new Map(["restarted", "again", "gone", "starved", "fine"].map((name) => [name, steady]));
    const after = new Map([
      ["restarted", { ...steady, startedAt: "2026-01-01T00:01:00Z" }],
      ["again", { ...steady, restarts: 1 }],
      ["starved", { ...steady, isOutOfMemory: true }],
      ["fine", steady],
    ]);
    assert.deepEqual(compareIdentities(3, before, after), [
      { instance: 3, container: "restarted", what: "was restarted" },
      { instance: 3, container: "again", what: "was restarted" },
      { instance: 3, container: "gone", what: "is gone" },
      { instance: 3, container: "starved", what: "ran out of memory" },
    ]);
  });
});
