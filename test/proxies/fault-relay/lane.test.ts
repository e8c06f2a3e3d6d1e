import assert from "node:assert/strict";
import { once } from "node:events";
import { Duplex } from "node:stream";
import { test } from "node:test";
import type { Timing } from "../../../proxies/fault-relay/fault.ts";
import { openLane } from "../../../proxies/fault-relay/lane.ts";
import { createSplitter } from "../../../proxies/fault-relay/splitter.ts";

/** A lane between two streams of the test, with a pacer whose jobs run when the test says so. */
function laneWith(timings: Timing[], writableBytes = 2 ** 20) {
  const jobs: (() => void)[] = [];
  const written: string[] = [];
  const taken: (() => void)[] = [];
  const from = new Duplex({ read: () => {}, write: () => {} });
  const to = new Duplex({
    highWaterMark: writableBytes,
    read: () => {},
    write(chunk, _encoding, done) {
      written.push(chunk.toString());
      taken.push(done);
    },
  });
  openLane({
    from: from as never,
    to: to as never,
    splitter: createSplitter("tcp"),
    steps: [],
    rest: () => [],
    timings,
    pacer: { at: (_dueMs, run) => jobs.push(run) },
  });
  return { from, to, jobs, written, taken };
}

test("a lane stops to read when the receiver is full, and goes on when it has room", async () => {
  const { from, to, taken } = laneWith([], 10);
  from.emit("data", Buffer.alloc(9));
  assert.equal(from.isPaused(), false);
  from.emit("data", Buffer.alloc(9));
  assert.equal(from.isPaused(), true);
  const drained = once(to, "drain");
  while (to.writableLength > 0) {
    taken.shift()?.();
    await new Promise(setImmediate);
  }
  await drained;
  assert.equal(from.isPaused(), false);
});

test("a lane stops to read when it holds more than 256 KiB, and goes on once they are gone", () => {
  const { from, jobs } = laneWith([(readyMs) => readyMs + 1e6]);
  from.emit("data", Buffer.alloc(256 * 1024));
  assert.equal(from.isPaused(), false);
  from.emit("data", Buffer.alloc(1));
  assert.equal(from.isPaused(), true);
  jobs.shift()?.();
  assert.equal(from.isPaused(), false);
});

test("what needs no wait does not overtake what waits, not even once that is overdue", ({ mock }) => {
  let nowMs = 100;
  mock.method(performance, "now", () => nowMs);
  const waitsMs = [5, 0, 0];
  const { from, jobs, written, taken } = laneWith([(readyMs) => readyMs + waitsMs.shift()!]);
  from.emit("data", Buffer.from("first"));
  from.emit("data", Buffer.from("second"));
  nowMs = 110; // the pacer is late
  from.emit("data", Buffer.from("third"));
  assert.deepEqual(written, []);
  while (jobs.length > 0) {
    jobs.shift()?.();
    taken.shift()?.();
  }
  assert.deepEqual(written, ["first", "second", "third"]);
});

test("without a wait a chunk is passed on at once, without the pacer", () => {
  const { from, jobs, written } = laneWith([]);
  from.emit("data", Buffer.from("now"));
  assert.deepEqual(written, ["now"]);
  assert.equal(jobs.length, 0);
});
