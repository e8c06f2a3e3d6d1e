import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { Sample } from "../../harness/model/sample.ts";
import type { Flag } from "../../harness/model/summary.ts";
import { storedRun } from "../support/fixture-run.ts";
import { fixtureScenarios } from "../support/fixture-scenarios.ts";

function flagsOf(change: (sample: Sample, index: number) => Sample, instances = 1): Flag[] {
  const stored = storedRun(fixtureScenarios, instances);
  let index = 0;
  const samples = stored.samples.map((sample) =>
    sample.scenario === "relay" && sample.workload === "http" && sample.doneNs !== null
      ? change(sample, index++)
      : sample,
  );
  const { scenarios } = analyse({ ...stored, samples });
  return scenarios.find(({ name }) => name === "relay")!.workloads.http!.flags;
}

function isDuet({ phase, block }: Sample): boolean {
  return phase.endsWith("duet") && block > 0;
}

function lasting(sample: Sample, ms: number): Sample {
  return { ...sample, doneNs: sample.readyNs + ms * 1e6 };
}

function idsOf(flags: readonly Flag[]): string[] {
  return flags.map(({ id }) => id);
}

test("an ordinary row has no flag", () => {
  assert.deepEqual(
    flagsOf((sample) => sample),
    [],
  );
});

/** Of the 1,000 requests of the duet every n-th lasts so long. */
function everyNth(n: number, ms: number) {
  return (sample: Sample, index: number) =>
    isDuet(sample) && index % n === 0 ? lasting(sample, ms) : sample;
}

for (const ms of [40, 204]) {
  test(`more than 1 % of latencies at ${ms} ms look like delayed acknowledgements`, () => {
    const [flag] = flagsOf(everyNth(50, ms));
    assert.equal(flag!.id, "delayed-ack-suspect");
    assert.match(flag!.text, /^2\.0 % of the latencies lie at 38-45 ms or 200-215 ms/);
  });
}

test("latencies just beside 40 ms, or 1 % at it, are not suspicious", () => {
  assert.deepEqual(flagsOf(everyNth(50, 46)), []);
  assert.deepEqual(flagsOf(everyNth(100, 40)), []);
});

test("a p99 from the intended time that is 10 % above the one from the release is told", () => {
  const late = (lagMs: number) => (sample: Sample) =>
    isDuet(sample) ? { ...sample, intendedNs: sample.readyNs - lagMs * 1e6 } : sample;
  const [flag] = flagsOf(late(0.2));
  // relay's p99 is 1,100 µs from the release.
  assert.equal(
    flag!.text,
    "p99 from the intended time is 18 % above p99 from the release: the generator was late",
  );
  assert.deepEqual(idsOf(flagsOf(late(0.11))), []);
  assert.deepEqual(idsOf(flagsOf(late(0.111))), ["scheduled-differs"]);
});

test("a scenario that is slower where it has the machine to itself differs from its duet", () => {
  const slowSlots = (ms: number) => (sample: Sample, index: number) =>
    sample.phase.includes("-r") && sample.doneNs !== null
      ? { ...sample, doneNs: sample.doneNs + (ms + (index % 2) * 0.001) * 1e6 }
      : sample;
  // Two instances have four rounds of HTTP: relay's 850 µs become 1,150, baseline keeps 640.
  const [flag] = flagsOf(slowSlots(0.3), 2);
  assert.equal(flag!.id, "duet-differs-from-slots");
  assert.match(flag!.text, /^p50 \/ baseline's is 1\.33 in the duet and 1\.80 in the slots/);
  assert.deepEqual(flagsOf(slowSlots(0.05), 2), []);
});

test("two rounds are too few to say that slots differ", () => {
  const slow = (sample: Sample) => (sample.phase.includes("-r") ? lasting(sample, 3) : sample);
  assert.deepEqual(flagsOf(slow, 1), []);
});
