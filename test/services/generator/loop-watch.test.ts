import assert from "node:assert/strict";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { describe, it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { watchLoop } from "../../../services/generator/loop-watch.ts";
import { clockSince } from "../../../services/shared/clock.ts";

const clock = clockSince(process.hrtime.bigint().toString());

function block(forMs: number): void {
  const untilNs = clock.now() + forMs * 1e6;
  while (clock.now() < untilNs);
}

/**
 * A timer as the watch's own, begun later: whatever it has seen, the watch has seen before, because the loop runs timers
 * of one period in the order of their times.
 */
function laterTimer() {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  return {
    async hasSeen(ns: number): Promise<void> {
      while (delay.max < ns || delay.count === 0) await nextTurn();
    },
    [Symbol.dispose]: () => void delay.disable(),
  };
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

  it("sees a stall of the loop in the block where it was, and in no later one", {
    timeout: 20_000,
  }, async () => {
    // the blocks are those of the times that it is told, so that the test need not last for seconds
    const watch = watchLoop(0, 3, clock);
    watch.tick(0.5e9);
    using timer = laterTimer();
    await timer.hasSeen(1); // the watch's timer runs
    block(120);
    await timer.hasSeen(120e6); // and has noted that it was late
    watch.tick(1.5e9);
    const blocks = watch.stop(1.9e9);
    assert.deepEqual(
      blocks.map((one) => one.block),
      [0, 1],
    );
    assert.ok(blocks[0]!.loopDelayMaxNs >= 100e6, `${blocks[0]!.loopDelayMaxNs}`);
    assert.equal(blocks[1]!.loopDelayMaxNs, 0); // the loop made no turn in it
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
