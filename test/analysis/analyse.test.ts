import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { Sample } from "../../harness/model/sample.ts";
import { validateSummary } from "../../harness/model/schema/validate.ts";
import type { Reasons, ScenarioSummary } from "../../harness/model/summary.ts";
import { sentenceOf } from "../../harness/reports/sentences.ts";
import { storedRun } from "../support/fixture-run.ts";

const summary = analyse(storedRun());

function scenarioNamed(name: string): ScenarioSummary {
  return summary.scenarios.find((scenario) => scenario.name === name)!;
}

/** Paths of all nulls but those inside an estimate, where null is infinity, and of `reason` itself. */
function nullPaths(value: unknown, path: string): string[] {
  if (value === null) return path.endsWith(".reason") || path === "reason" ? [] : [path];
  if (typeof value !== "object") return [];
  const keys = Object.keys(value).join();
  if (keys === "value,low,high") return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    nullPaths(inner, path === "" ? key : `${path}.${key}`),
  );
}

function isExplained(path: string, reasons: Reasons): boolean {
  const keys = path.split(".");
  return keys.some((_, index) => reasons[keys.slice(0, index + 1).join(".")] !== undefined);
}

/** The fixture's run with a generator that was late in every round of slots. */
function withoutRounds() {
  const { samples, ...rest } = storedRun();
  const late = samples.map((sample) =>
    sample.phase === "i0-duet" ? sample : { ...sample, readyNs: sample.intendedNs + 6e6 },
  );
  return analyse({ ...rest, samples: late });
}

test("every null has a reason, also where no round of slots is left", () => {
  const dropped = withoutRounds();
  const all = [summary, dropped].flatMap(({ scenarios, control }) => [...scenarios, control!]);
  assert.equal(dropped.scenarios[0]!.workloads.http!.slots, null);
  for (const { reasons, ...values } of all) {
    const unexplained = nullPaths(values, "").filter((path) => !isExplained(path, reasons));
    assert.deepEqual(unexplained, []);
  }
});

test("every reason belongs to a null", () => {
  for (const { reasons, ...values } of [...summary.scenarios, ...withoutRounds().scenarios]) {
    const nulls = nullPaths(values, "");
    assert.deepEqual(
      Object.keys(reasons).filter((path) => !nulls.includes(path)),
      [],
    );
  }
});

test("no number is infinite or not a number, so that JSON keeps them all", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(summary)), summary);
});

test("a run without a round of slots, or without an answer, still follows its schema", () => {
  for (const odd of [withoutRounds(), withoutAnswers()]) assert.deepEqual(validateSummary(odd), odd);
});

test("a scenario that could not run has its reason everywhere and no figure", () => {
  const { workloads, resources, network, requests, evidence, reasons } = scenarioNamed("wireguard");
  assert.deepEqual(
    { workloads, resources, network, requests, evidence },
    {
      workloads: { http: null, mqtt: null },
      ...{ resources: null, network: null, requests: null, evidence: null },
    },
  );
  assert.equal(reasons["network"], "this machine has no TUN device");
});

test("containers are those that the scenario adds, streams the workloads that it carried", () => {
  assert.deepEqual([scenarioNamed("baseline").containers, scenarioNamed("baseline").streams], [0, 2]);
  assert.deepEqual([scenarioNamed("stunnel").containers, scenarioNamed("stunnel").streams], [2, 2]);
});

test("relay against control finds no difference where there is none", () => {
  const p50 = summary.control!.workloads.http!.p50!;
  assert.deepEqual([p50.ratio, p50.shiftUs, p50.verdict], [1, 0, "equivalent"]);
});

test("a run without the second relay pair has no control", () => {
  const stored = storedRun();
  const scenarios = stored.run.scenarios.filter(({ name }) => name !== "control");
  assert.equal(analyse({ ...stored, run: { ...stored.run, scenarios } }).control, null);
});

/** The fixture's run after nobody answered stunnel in the duet. */
function withoutAnswers() {
  const stored = storedRun();
  const samples = stored.samples.map((sample): Sample => {
    if (sample.scenario !== "stunnel" || sample.phase !== "i0-duet") return sample;
    return { ...sample, firstNs: null, doneNs: null, receivedNs: null, outcome: "timeout" };
  });
  return analyse({ ...stored, samples });
}

test("a scenario that answered no request of the duet has failed, and keeps its numbers", () => {
  const stunnel = withoutAnswers().scenarios.find(({ name }) => name === "stunnel")!;
  assert.deepEqual(
    [stunnel.status, stunnel.reason, stunnel.requests, stunnel.workloads.http!.errors.timeout],
    ["failed", "none of its 2000 requests was answered", { sent: 2960, failed: 2000 }, 1000],
  );
  assert.equal(
    sentenceOf(stunnel),
    "stunnel failed: none of its 2000 requests was answered; its wire was not readable",
  );
});

test("one answer is enough for not having failed, and an earlier reason stays", () => {
  const { scenarios } = summary;
  assert.deepEqual(
    scenarios.map(({ status }) => status),
    ["ok", "ok", "ok", "ok", "ok", "unsupported", "failed"],
  );
  assert.equal(scenarioNamed("native").reason, 'container "native-client" exited with code 1');
});

test("half a million samples are no more than a longer list", () => {
  const stored = storedRun();
  const [first] = stored.samples.filter(({ phase, block }) => phase === "i0-duet" && block > 0);
  function* many(): Generator<Sample> {
    for (let seq = 0; seq < 500_000; seq++) yield { ...first!, seq };
  }
  const { scenarios } = analyse({ ...stored, samples: many() });
  assert.equal(scenarios[0]!.workloads[first!.workload]!.ok, 500_000);
});
