import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { whyUnsteady } from "../../harness/analysis/steady.ts";
import { findUnsteady } from "../../harness/analysis/warmup.ts";
import { randomFromSeed } from "../../harness/model/random.ts";
import type { Sample } from "../../harness/model/sample.ts";
import { storedRun } from "../support/fixture-run.ts";
import { fixtureScenarios } from "../support/fixture-scenarios.ts";
import { normal } from "../support/normal.ts";

/** Around 1,000 µs, where p50's margin is 50 µs. */
function medians(length: number, extraUs: (index: number) => number): number[] {
  return Array.from({ length }, (_, index) => 1000 + extraUs(index));
}

test("medians that stay where they are, but for noise below the margin, are steady", () => {
  const random = randomFromSeed("steady medians");
  assert.equal(whyUnsteady(medians(24, () => 5 * normal(random))), null);
});

for (const deviation of [0.01, 0.035, 0.05]) {
  test(`white noise of ${deviation * 100} % is not steady in no more than 2 of 100 cases`, () => {
    const random = randomFromSeed(`white noise ${deviation}`);
    let unsteady = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const noise = medians(24, () => 1000 * deviation * normal(random));
      if (whyUnsteady(noise) !== null) unsteady++;
    }
    // One of 100 by trend, one by change of level; four standard deviations of 1000 trials.
    assert.ok(unsteady <= 20 + 4 * Math.sqrt(1000 * 0.02 * 0.98), `${unsteady} of 1000`);
  });
}

test("a drift by one and a half margins is found in noise of 2 % in 9 of 10 cases", () => {
  const random = randomFromSeed("a drift that is there");
  let found = 0;
  for (let trial = 0; trial < 500; trial++) {
    if (whyUnsteady(medians(24, (index) => (index * 75) / 23 + 20 * normal(random))) !== null) found++;
  }
  assert.ok(found >= 450, `${found} of 500`);
});

test("a drift of half the margin over the window is not steady, one of less is", () => {
  assert.equal(whyUnsteady(medians(20, (index) => index * 1.2)), null);
  assert.equal(
    whyUnsteady(medians(20, (index) => -index * 1.5)),
    "drifts by −30 µs (half the margin is 25 µs)",
  );
});

test("a last third beyond the margin is not steady although most pairs show no slope", () => {
  const reason = whyUnsteady(medians(21, (index) => (index < 14 ? 0 : 60) + (index % 7) / 100));
  assert.equal(reason, "last third differs from the first by +60 µs (the margin is 50 µs)");
});

test("a change of level by more than half the margin is not steady although it drifts by less", () => {
  // A fifth of the window: the median of the first third is that of the last, and most pairs have no slope.
  const reason = whyUnsteady(medians(60, (index) => (index < 12 ? 40 : 0) + (index % 2)));
  assert.match(reason!, /^changes after block 12 of 60 by −40 µs \(half the margin is 2\d µs\)$/);
});

test("a change of level that is sure but small is steady", () => {
  assert.equal(whyUnsteady(medians(60, (index) => (index < 12 ? 8 : 0) + (index % 2))), null);
});

/** The fixture with what one scenario's HTTP duet takes longer, by its second. */
function slowed(instances: number, extraUs: (sample: Sample) => number) {
  const stored = storedRun(fixtureScenarios, instances);
  const samples = stored.samples.map((sample) => {
    const isMeant =
      sample.scenario === "stunnel" && sample.workload === "http" && sample.phase.endsWith("duet");
    return isMeant && sample.doneNs !== null
      ? { ...sample, doneNs: sample.doneNs + extraUs(sample) * 1000 }
      : sample;
  });
  const summary = analyse({ ...stored, samples });
  const row = summary.scenarios.find(({ name }) => name === "stunnel")!.workloads.http!;
  return { row, gate: summary.gates.find(({ id }) => id === "steady")! };
}

test("a row that is not steady says so in itself, in its flags and in the grade, which it only warns", () => {
  const { row, gate } = slowed(1, ({ block }) => block * 4);
  // The doubled wobble of 18 µs leaves Theil and Sen 4 µs a second; the duet has 20 blocks of 2 s.
  assert.equal(row.steady!.state, "no");
  assert.match(row.steady!.reason!, /^drifts by \+1[56]\d µs \(half the margin is 25 µs\)$/);
  assert.deepEqual(
    row.flags.filter(({ id }) => id === "not-steady").map(({ text }) => text),
    [`not steady: ${row.steady!.reason}`],
  );
  assert.deepEqual(
    [gate.state, gate.value, gate.reason],
    ["warn", 1, "1 of 10 rows not steady: stunnel http"],
  );
});

test("without a drift the same row is steady", () => {
  const { row, gate } = slowed(1, () => 0);
  assert.deepEqual([row.steady, gate.state], [{ state: "yes", reason: null }, "pass"]);
});

test("of several instances more than half must drift", () => {
  const half = slowed(4, ({ instance, block }) => (instance < 2 ? block * 4 : 0));
  const most = slowed(4, ({ instance, block }) => (instance < 3 ? block * 4 : 0));
  assert.equal(half.row.steady!.state, "yes");
  assert.equal(most.row.steady!.state, "no");
  assert.match(most.row.steady!.reason!, /\(3 of 4 instances are not steady\)$/);
});

test("the autocorrelation of blocks that alternate is negative, that of a drift high", () => {
  // Twenty values that alternate: −19/20.
  assert.ok(Math.abs(slowed(1, () => 0).row.autocorrelation! + 0.95) < 1e-9);
  assert.ok(slowed(1, ({ block }) => block * 40).row.autocorrelation! > 0.8);
});

test("blocks that follow each other too closely are doubled before they are compared", () => {
  const { row } = slowed(1, ({ block }) => block * 40);
  assert.deepEqual([row.vsBaseline!.p50!.n, row.vsBaseline!.p50!.level], [10, "block"]);
});

/** A warm-up of ten seconds of one target at 50/s. */
function warmup(latencyUs: (index: number, block: number) => number): Sample[] {
  const [first] = storedRun().samples;
  return Array.from({ length: 500 }, (_, index) => {
    const block = Math.floor(index / 50);
    const readyNs = index * 20e6;
    return { ...first!, block, readyNs, outcome: "ok", doneNs: readyNs + latencyUs(index, block) * 1000 };
  });
}

test("a warm-up that still falls in its second half is extended, and why is said", () => {
  const [found, ...others] = findUnsteady(
    warmup((_, block) => 1000 - block * 20),
    10,
  );
  assert.deepEqual(others, []);
  assert.equal(found!.reason, "still gets faster: 100 µs in 5 s (half the margin is 25 µs)");
});

test("a warm-up that fell in its first half only, or rises, or falls by little, is long enough", () => {
  const early = warmup((_, block) => (block < 5 ? 2000 - 200 * block : 1000));
  const rising = warmup((_, block) => 1000 + block * 20);
  const little = warmup((_, block) => 1000 - block * 4);
  assert.deepEqual(
    [early, rising, little].flatMap((samples) => findUnsteady(samples, 10)),
    [],
  );
});

test("noise makes a warm-up longer in no more than 1 of 100 cases", () => {
  const random = randomFromSeed("noisy warm-ups");
  let extended = 0;
  for (let trial = 0; trial < 1000; trial++) {
    const level = Array.from({ length: 10 }, () => 1000 + 60 * normal(random));
    extended += findUnsteady(
      warmup((_, block) => level[block]!),
      10,
    ).length;
  }
  // 1 of 120 orders falls all the way; four standard deviations of 1000 trials.
  assert.ok(extended <= 1000 / 120 + 4 * Math.sqrt(1000 / 120), `${extended} of 1000`);
});

test("a warm-up that is too short to judge is not extended", () => {
  assert.deepEqual(
    findUnsteady(
      warmup((_, block) => 1000 - block * 50).filter(({ block }) => block < 8),
      8,
    ),
    [],
  );
});
