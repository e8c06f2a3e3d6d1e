import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { hold, isHeld, tryHold } from "../../harness/lab/alive.ts";

const freshName = () => `tunnelbench-test-${randomBytes(6).toString("hex")}`;
const never = new AbortController().signal;

describe("a held name", () => {
  it("is seen as held until it is released", async () => {
    const name = freshName();
    assert.equal(await isHeld(name), false);
    {
      await using held = await tryHold(name);
      assert.ok(held);
      assert.equal(await isHeld(name), true);
    }
    assert.equal(await isHeld(name), false);
  });

  it("is not given twice", async () => {
    const name = freshName();
    await using first = await tryHold(name);
    assert.ok(first);
    assert.equal(await tryHold(name), null);
  });

  it("passes to the one who waits when it is released, and tells once that it waits", async () => {
    const name = freshName();
    const first = await tryHold(name);
    const waiting = Promise.withResolvers<void>();
    let told = 0;
    const second = hold(name, never, () => {
      told++;
      waiting.resolve();
    });
    await waiting.promise;
    await first?.[Symbol.asyncDispose]();
    await using held = await second;
    assert.equal(held.name, name);
    assert.equal(told, 1);
  });

  it("is not waited for after an interruption", async () => {
    const name = freshName();
    await using _first = await tryHold(name);
    const interruption = new AbortController();
    const second = hold(name, interruption.signal, () => interruption.abort(new Error("stop")));
    await assert.rejects(second, /stop/);
  });
});
