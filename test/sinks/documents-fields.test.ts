import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FlatDocument } from "../../harness/sinks/documents/document.ts";
import { fieldsByKind } from "../../harness/sinks/fields/all.ts";
import { documentKinds, type FieldType } from "../../harness/sinks/fields/field.ts";
import { documentsOf, type RunParts } from "./documents-of.ts";
import { exampleRun } from "./example-run.ts";
import {
  fullCounters,
  loadsOfAllKinds,
  maximalRecord,
  maximalSummary,
  samplesOfAllOutcomes,
  twoPoints,
} from "./maximal.ts";

const maximal: RunParts = {
  record: maximalRecord(),
  summary: withInfinity(),
  samples: samplesOfAllOutcomes,
  counters: fullCounters,
  points: twoPoints,
  loads: loadsOfAllKinds,
};

/** One figure is infinite, and all others are there. */
function withInfinity() {
  const summary = maximalSummary();
  const [first] = summary.scenarios;
  const second = structuredClone(first!);
  second.name = "second";
  second.workloads.http!.latencyUs.p999 = { value: null, low: 5, high: null };
  return { ...summary, scenarios: [first!, second] };
}

const fits: Record<FieldType, (value: unknown) => boolean> = {
  date: (value) => typeof value === "string" && new Date(value).toISOString() === value,
  keyword: (value) => [value].flat().every((word) => typeof word === "string" && word !== ""),
  long: Number.isSafeInteger,
  double: Number.isFinite,
  boolean: (value) => typeof value === "boolean",
  stored: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

const runs = {
  "the example run": documentsOf(exampleRun),
  "a run that has everything": documentsOf(maximal),
};

describe("the documents", () => {
  for (const kind of documentKinds) {
    const types = new Map(fieldsByKind[kind].map(({ name, type }) => [name, type]));

    for (const [what, documents] of Object.entries(runs)) {
      it(`of ${kind} of ${what} write only fields that are mapped, each a value of its type`, () => {
        assert.ok(documents[kind].length > 0);
        for (const document of documents[kind]) assertFits(document, types);
      });
    }

    it(`of ${kind} write every field that is mapped`, () => {
      const written = new Set(runs["a run that has everything"][kind].flatMap((one) => Object.keys(one)));
      assert.deepEqual(
        [...types.keys()].filter((name) => !written.has(name)),
        [],
      );
    });
  }
});

function assertFits(document: FlatDocument, types: ReadonlyMap<string, FieldType>): void {
  for (const [name, value] of Object.entries(document)) {
    const type = types.get(name);
    assert.ok(type !== undefined, `${name} is not mapped`);
    assert.ok(fits[type](value), `${name} is no ${type}: ${JSON.stringify(value)}`);
  }
}
