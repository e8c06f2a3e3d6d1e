import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { openPacer, runAsPacer } from "../../../services/generator/pacer.ts";
import { clockSince } from "../../../services/shared/clock.ts";

const threadFile = fileURLToPath(new URL("./pacer-thread.ts", import.meta.url));

/** A pacer whose thread ends with the test: a time that is no number is more than it can take. */
function pacerOf(epochNs = "0") {
  const pacer = openPacer(threadFile, epochNs);
  return {
    ...pacer,
    async [Symbol.asyncDispose]() {
      await assert.rejects(
        pacer.pace(Float64Array.of(Number.NaN), () => undefined),
        RangeError,
      );
    },
  };
}

describe("a pacer", () => {
  it("releases every event once, in order, and then has finished", async () => {
    await using pacer = pacerOf();
    const released: number[] = [];
    await pacer.pace(new Float64Array(1_000), (index) => released.push(index));
    assert.deepEqual(released, [...Array(1_000).keys()]);
  });

  it("never releases an event before it is due, counted from the epoch", async () => {
    const epochNs = process.hrtime.bigint().toString();
    await using pacer = pacerOf(epochNs);
    const clock = clockSince(epochNs);
    await pacer.pace(new Float64Array(1), () => undefined); // the thread runs: what follows is not late already
    const dueNs = Float64Array.from({ length: 20 }, (_, index) => clock.now() + (index + 1) * 1e6);
    const earlyNs: number[] = [];
    await pacer.pace(dueNs, (index) => earlyNs.push(dueNs[index]! - clock.now()));
    assert.equal(earlyNs.length, 20);
    assert.ok(Math.max(...earlyNs) <= 0, `${Math.max(...earlyNs)} ns too early`);
  });

  it("serves one phase after the other with the same thread", async () => {
    await using pacer = pacerOf();
    const released: string[] = [];
    for (const phase of ["warm-up", "duet"])
      await pacer.pace(new Float64Array(2), (index) => released.push(`${phase} ${index}`));
    assert.deepEqual(released, ["warm-up 0", "warm-up 1", "duet 0", "duet 1"]);
  });

  it("has nothing to wait for in a phase without events", async () => {
    await using pacer = pacerOf();
    await pacer.pace(new Float64Array(0), () => assert.fail("nothing is due"));
  });

  it("fails the phase when its thread dies, instead of leaving it waiting", async () => {
    const pacer = openPacer(threadFile, "0");
    await assert.rejects(
      pacer.pace(Float64Array.of(0, Number.NaN, 0), () => undefined),
      RangeError,
    );
  });

  it("is not what the main thread takes itself for", () => {
    assert.equal(runAsPacer(), false);
  });
});
