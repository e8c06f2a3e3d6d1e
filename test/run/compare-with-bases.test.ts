import assert from "node:assert/strict";
import { test } from "node:test";
import type { LabImage } from "../../harness/lab/images.ts";
import type { ScenarioRecord } from "../../harness/model/run-record.ts";
import type { Scenario } from "../../harness/model/scenario.ts";
import { compareWithBases } from "../../harness/run/compare-with-bases.ts";
import { storedRun } from "../support/fixture-run.ts";
import { scenarioOf } from "../support/scenario-of.ts";

const image = (contextHash: string, folder = "/a"): LabImage[] => [
  { key: folder, reference: `tunnelbench/x:${contextHash}`, build: { context: folder }, contextHash },
];

/** Compares `native` with `native@main`, each with its images; undefined: they could not be built. */
function compare(head: LabImage[] | undefined, base: LabImage[] | undefined, change: Partial<Scenario> = {}) {
  const warnings: string[] = [];
  const [template] = storedRun().run.scenarios;
  const entries: ScenarioRecord[] = [
    { ...template!, name: "native", base: "native@main" },
    { ...template!, name: "native@main" },
  ];
  const progress = { warn: (text: string) => void warnings.push(text) };
  const scenarios = [{ ...scenarioOf("native"), ...change }, scenarioOf("native@main")];
  const built = Object.entries({ native: head, "native@main": base }).flatMap(([name, images]) =>
    images === undefined ? [] : [[name, images] as const],
  );
  compareWithBases({ scenarios, progress }, { scenarios: entries }, new Map(built));
  return { isSame: entries.map(({ isSameAsBase }) => isSameAsBase), warnings };
}

test("head and base of one context are the same, wherever the context lies, and the terminal says so", () => {
  assert.deepEqual(compare(image("c0ffee", "/a"), image("c0ffee", "/tmp/b")), {
    isSame: [true, undefined],
    warnings: ['"native" and its base "native@main" are the same: same images, same configuration'],
  });
});

test("another context or another entry makes another scenario", () => {
  assert.deepEqual(compare(image("c0ffee"), image("decaf")), { isSame: [false, undefined], warnings: [] });
  const entry = { http: { protocol: "tcp", service: "client", port: 1 } } as const;
  assert.deepEqual(compare(image("c0ffee"), image("c0ffee"), { entry }).isSame, [false, undefined]);
});

test("nothing is said of one whose image could not be built", () => {
  assert.deepEqual(compare(image("c0ffee"), undefined), { isSame: [undefined, undefined], warnings: [] });
  assert.deepEqual(compare(undefined, image("c0ffee")), { isSame: [undefined, undefined], warnings: [] });
});
