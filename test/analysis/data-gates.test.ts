import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyse, type StoredRun } from "../../harness/analysis/analyse.ts";
import { storedRun } from "../support/fixture-run.ts";

const stored: StoredRun = storedRun();
const whole = analyse(stored);
const without = (isLost: (phase: string) => boolean) => ({
  samples: [...stored.samples].filter(({ phase }) => !isLost(phase)),
});
const cut = (...cutFiles: string[]) => ({ cutFiles, evidence: {} });
const lastSlot = stored.run.plan.phases.at(-1)!.name;
const upTo = (kept: string) => {
  const names = stored.run.plan.phases.map(({ name }) => name);
  return without((phase) => names.indexOf(phase) > names.indexOf(kept));
};

/** The grade's value, and those of its reasons that are about the files. */
function gradeOf(changes: Partial<StoredRun>) {
  const { grade, gates } = analyse({ ...stored, ...changes });
  const reasons = grade.reasons.filter((reason) => !whole.grade.reasons.includes(reason));
  return { value: grade.value, reasons, gates: gates.filter(({ id }) => id.startsWith("data")) };
}

describe("the data of phases that went to their end", () => {
  it("is no gate of a run that has all of it", () => {
    assert.deepEqual(gradeOf({}), { value: "B", reasons: [], gates: [] });
  });

  it("makes the run invalid where a duet has no samples, also where nothing else has any", () => {
    for (const [lost, reason] of [
      [
        (phase: string) => phase === "i0-duet",
        "data missing of 1 of 1 duets that were measured: samples of i0-duet",
      ],
      [() => true, "data missing of 1 of 1 duets that were measured: samples of i0-duet"],
    ] as const) {
      const { value, reasons } = gradeOf(without(lost));
      assert.equal(value, "C");
      assert.ok(reasons.includes(reason), reasons.join("\n"));
    }
  });

  it("makes the run invalid where a duet has no counters", () => {
    const counters = [...stored.counters].filter(({ phase }) => phase !== "i0-duet");
    const { value, reasons } = gradeOf({ counters });
    assert.equal(value, "C");
    assert.match(
      reasons.join("\n"),
      /^data missing of 1 of 1 duets that were measured: counters of i0-duet$/m,
    );
  });

  it("is a warning where slots have none, with their number", () => {
    const slots = stored.run.plan.phases.filter(({ round, kind }) => round === 3 && kind === "slot");
    const { value, gates } = gradeOf(without((phase) => slots.some(({ name }) => name === phase)));
    assert.equal(value, "B");
    assert.deepEqual([gates.length, gates[0]!.value, gates[0]!.state], [1, slots.length, "warn"]);
    const ended = stored.run.plan.phases.filter(({ kind }) => kind !== "warmup").length;
    const example = `samples of ${slots[0]!.name} and others`;
    assert.equal(
      gates[0]!.reason,
      `data missing of ${slots.length} of ${ended} phases that were measured: ${example}`,
    );
  });

  it("is not asked of a phase that broke off, nor of one that is too short to be sure of a request", () => {
    const timeline = stored.run.timeline.map((entry) =>
      entry.phase === "i0-duet" ? { ...entry, status: "interrupted" as const } : entry,
    );
    const lost = without((phase) => phase === "i0-duet");
    assert.deepEqual(gradeOf({ ...lost, run: { ...stored.run, timeline } }).gates, []);
    const phases = stored.run.plan.phases.map((phase) => ({ ...phase, ratePerSecond: 0.001 }));
    const plan = { ...stored.run.plan, phases };
    assert.deepEqual(gradeOf({ ...lost, run: { ...stored.run, plan } }).gates, []);
  });
});

describe("a file that ends early", () => {
  it("makes a complete run invalid where it breaks off within the duet", () => {
    const { value, reasons, gates } = gradeOf({ ...upTo("i0-duet"), damage: cut("samples.ndjson.gz") });
    assert.equal(value, "C");
    assert.match(
      reasons.join("\n"),
      /^data missing of 1 of 1 duets .*i0-duet; samples\.ndjson\.gz ends early$/m,
    );
    assert.ok(gates[0]!.value! > 1, "and all slots after it are gone");
  });

  it("is a warning where it breaks off within the last slot", () => {
    const { value, reasons } = gradeOf({ damage: cut("samples.ndjson.gz") });
    assert.equal(value, "B");
    assert.deepEqual(reasons, [
      `data missing of 1 of ${stored.run.plan.phases.length - 1} phases that were measured: samples of ${lastSlot}; samples.ndjson.gz ends early`,
    ]);
  });

  it("accuses no phase in a run that was killed, which may have been writing the next one", () => {
    const run = { ...stored.run, status: "running" as const };
    const { reasons, gates } = gradeOf({ run, damage: cut("counters.ndjson") });
    assert.deepEqual(reasons, ["counters.ndjson ends early"]);
    assert.deepEqual([gates[0]!.value, gates[0]!.state], [0, "warn"]);
  });
});

describe("a load of which nothing is in loads.ndjson", () => {
  it("is a warning that names it", () => {
    const [slot] = stored.run.plan.phases.filter(({ kind }) => kind === "slot");
    const load = { ...slot!, kind: "load" as const, round: null, name: "i0-bulk-up-1-stunnel" };
    const [entry] = stored.run.timeline;
    const timeline = [...stored.run.timeline, { ...entry!, phase: load.name }];
    const plan = { ...stored.run.plan, phases: [...stored.run.plan.phases, load] };
    const { gates } = gradeOf({ run: { ...stored.run, plan, timeline } });
    assert.match(gates[0]!.reason!, /: loads of i0-bulk-up-1-stunnel$/);
  });
});

describe("a verdict that cannot be read", () => {
  it("is the reason for that scenario's evidence, and takes no other", () => {
    const evidence = stored.evidence.filter(({ scenario }) => scenario !== "stunnel");
    const damage = { cutFiles: [], evidence: { stunnel: 'cannot read "verdict.json"' } };
    const { scenarios } = analyse({ ...stored, evidence, damage });
    for (const scenario of scenarios) {
      const original = whole.scenarios.find(({ name }) => name === scenario.name)!;
      if (scenario.name !== "stunnel") assert.deepEqual(scenario, original);
      else
        assert.deepEqual([scenario.evidence, scenario.reasons["evidence"]], [null, damage.evidence.stunnel]);
    }
  });
});
