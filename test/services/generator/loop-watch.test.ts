import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { watchLoop } from "../../../services/generator/loop-watch.ts";
import { clockSince } from "../../../services/shared/clock.ts";

const clock = clockSince(process.hrtime.bigint().toString());

function block(forMs: number): void {
  const untilNs = clock.now() + forMs * 1e6;
  while (clock.now() < untilNs);
}

/** Node's own collector, on demand. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

describe("watchLoop", () => {
  it("gives every second of the phase a block, also those without a release", () => {
    const watch = watchLoop(10e9, 4, clock);
    for (const nowNs of [10.1e9, 10.7e9, 12.2e9]) watch.tick(nowNs);
    const blocks = watch.stop(14.5e9);
    assert.deepEqual(
      blocks.map((one) => one.block),
      [0, 1, 2, 3],
    );
    // nothing was released between 10.7 s and 12.2 s: both blocks have the measure of that time
    assert.equal(blocks[0]!.eventLoopUtilization, blocks[1]!.eventLoopUtilization);
    assert.equal(blocks[0]!.loopDelayMaxNs, blocks[1]!.loopDelayMaxNs);
  });

  it("has no block of a phase that ended before it began", () => {
    assert.deepEqual(watchLoop(10e9, 4, clock).stop(9.9e9), []);
  });

  it("gives the rest of a broken second a block of its own", () => {
    const watch = watchLoop(0, 1.5, clock);
    watch.tick(0.1e9);
    assert.equal(watch.stop(1.5e9).length, 2);
  });

  it("sees a stall of the loop in the block where it was, and in no later one", async () => {
    // the blocks are those of the times that it is told, so that the test need not last for seconds
    const watch = watchLoop(0, 3, clock);
    watch.tick(0.5e9);
    await sleep(30); // the timer runs
    block(120);
    await sleep(30); // and notes that it was late
    watch.tick(1.5e9);
    const blocks = watch.stop(1.9e9);
    assert.deepEqual(
      blocks.map((one) => one.block),
      [0, 1],
    );
    assert.ok(blocks[0]!.loopDelayMaxNs >= 100e6, `${blocks[0]!.loopDelayMaxNs}`);
    assert.ok(blocks[1]!.loopDelayMaxNs < blocks[0]!.loopDelayMaxNs);
  });

  it("charges a pause of the collector to the second in which it began", async () => {
    const startNs = clock.now() - 1.2e9; // it is the phase's second second now
    const watch = watchLoop(startNs, 3, clock);
    watch.tick(clock.now());
    collectGarbage();
    await nextTurn(); // the collector's records come with the loop's next turn
    await nextTurn();
    const blocks = watch.stop(clock.now());
    const paused = blocks.filter(({ gcMaxNs }) => gcMaxNs > 0).map((one) => one.block);
    assert.deepEqual(paused, [1]);
    assert.ok(blocks[1]!.gcTotalNs >= blocks[1]!.gcMaxNs);
  });
});
