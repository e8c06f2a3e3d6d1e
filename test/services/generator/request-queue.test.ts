import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { requestQueue } from "../../../services/generator/request-queue.ts";

const never = 60_000;

describe("requestQueue", () => {
  it("gives the oldest first, also to one who has waited", async () => {
    const queue = requestQueue();
    const waiting = queue.take();
    for (const due of [1, 2, 3]) queue.put(due);
    assert.deepEqual([await waiting, await queue.take(), await queue.take()], [1, 2, 3]);
  });

  it("is drained when all that was put has ended, taken or not", async () => {
    const queue = requestQueue();
    queue.put(1);
    queue.put(2);
    const order: string[] = [];
    const drained = queue.drained(never).then(() => order.push("drained"));
    for (const name of ["one", "other"]) {
      await queue.take();
      order.push(name);
      queue.done();
    }
    await drained;
    assert.deepEqual(order, ["one", "other", "drained"]);
  });

  it("is drained at once when nothing was put, and after its limit when nobody takes", async () => {
    await requestQueue().drained(never);
    const queue = requestQueue();
    queue.put(1);
    await queue.drained(1);
    assert.equal(queue.close(), 1);
  });

  it("sends away who waits and who comes once it is closed", async () => {
    const queue = requestQueue();
    const waiting = queue.take();
    assert.equal(queue.close(), 0);
    assert.deepEqual([await waiting, await queue.take()], [null, null]);
  });
});
