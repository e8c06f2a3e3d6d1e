import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse, type StoredRun } from "../../harness/analysis/analyse.ts";
import type { Phase } from "../../harness/model/plan.ts";
import type { Sample } from "../../harness/model/sample.ts";
import { validateSummary } from "../../harness/model/schema/validate.ts";
import type { Reasons, ScenarioSummary } from "../../harness/model/summary.ts";
import { sentenceOf } from "../../harness/reports/sentences.ts";
import { storedRun } from "../support/fixture-run.ts";

const summary = analyse(storedRun());

function scenarioNamed(name: string): ScenarioSummary {
  return summary.scenarios.find((scenario) => scenario.name === name)!;
}

/** Nulls that say something themselves: no reason, and a comparison that is in no family. */
const tellingNulls = /(^|\.)(reason|pHolm)$/;

/** Paths of all other nulls but those inside an estimate, where null is infinity. */
function nullPaths(value: unknown, path: string): string[] {
  if (value === null) return tellingNulls.test(path) ? [] : [path];
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

/** The fixture's duet as a run of another protocol has it: no duet, no slots, its samples in phases of this kind. */
function withoutDuet(kind: "study" | "connect"): StoredRun {
  const stored = storedRun();
  const phases = stored.run.plan.phases
    .filter(({ name }) => name === "i0-duet")
    .map((phase): Phase => ({ ...phase, kind }));
  const profile = { ...stored.run.plan.profile, duet: null, slots: null };
  const samples = stored.samples.filter(({ phase }) => phase === "i0-duet");
  return { ...stored, samples, run: { ...stored.run, plan: { ...stored.run.plan, profile, phases } } };
}

for (const kind of ["study", "connect"] as const) {
  test(`a run of which all was measured in a ${kind} phase is a run like any other`, () => {
    const summary = analyse(withoutDuet(kind));
    const stunnel = summary.scenarios.find(({ name }) => name === "stunnel")!;
    assert.deepEqual(validateSummary(summary), summary);
    assert.deepEqual([stunnel.status, stunnel.streams, stunnel.workloads.http], ["ok", 2, null]);
    assert.deepEqual(stunnel.requests, { sent: 2050, failed: 0 });
    assert.notEqual(summary.grade.value, "C");
    assert.ok(!summary.grade.reasons.includes("nothing valid was measured"));
  });
}

test("a scenario that answered nothing in such a run has failed too", () => {
  const stored = withoutDuet("study");
  const samples = [...stored.samples].map((sample): Sample => {
    return sample.scenario === "stunnel"
      ? { ...sample, doneNs: null, receivedNs: null, outcome: "timeout" }
      : sample;
  });
  const stunnel = analyse({ ...stored, samples }).scenarios.find(({ name }) => name === "stunnel")!;
  assert.deepEqual([stunnel.status, stunnel.reason], ["failed", "none of its 2050 requests was answered"]);
});

test("the gates judge the study's protocol as they judge a duet", () => {
  const stored = withoutDuet("study");
  const late = [...stored.samples].map((sample) => ({ ...sample, readyNs: sample.intendedNs + 6e6 }));
  const { gates, grade } = analyse({ ...stored, samples: late });
  assert.equal(gates.find(({ id }) => id === "G1")!.state, "invalid");
  assert.equal(grade.reasons[0], "dispatch lag, p99 6 ms in the study (more than 5 ms)");
});

test("deviations of the plan and the host's calibration are handed on", () => {
  const stored = storedRun();
  const plan = { ...stored.run.plan, deviations: ["5 minutes instead of 25"] };
  const { run, calibration } = analyse({ ...stored, run: { ...stored.run, plan } });
  assert.deepEqual([run.deviations, calibration], [["5 minutes instead of 25"], stored.calibration]);
  assert.deepEqual(summary.run.deviations, []);
});

test("a run that was interrupted claims the instances that it measured, and no more", () => {
  const stored = storedRun(undefined, 6);
  const timeline = stored.run.timeline.filter(
    ({ phase, instance }) => instance < 2 || !phase.endsWith("-duet"),
  );
  const found = analyse({ ...stored, run: { ...stored.run, timeline } });
  assert.equal(found.run.instances, 2);
  assert.deepEqual(found.run.deviations, ["2 of 6 instances measured"]);
  assert.equal(found.gates.find(({ id }) => id === "instances")?.value, 2);
});

test("a run without a single verified answer measured nothing", () => {
  const stored = storedRun();
  const samples = stored.samples.map((sample) => ({ ...sample, outcome: "timeout" as const, doneNs: null }));
  const { grade } = analyse({ ...stored, samples });
  assert.equal(grade.value, "C");
  assert.equal(grade.reasons[0], "nothing valid was measured");
});
