import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { attachLink } from "../../harness/lab/link.ts";
import { fakeContainer } from "../support/fake-container.ts";

type Answer = { type: "ready" } | { type: "gate"; scenario: string } | { type: "error"; message: string };

/** A link to a fake process. */
async function attached(respond?: (command: { type: string }) => Answer[]) {
  const fake = fakeContainer(respond ? { respond } : {});
  const link = await attachLink<{ type: string }, Answer>(fake.container, "the generator");
  return { fake, link };
}

describe("attachLink", () => {
  it("sends one command a line and gives the first answer that matches", async () => {
    const { fake, link } = await attached(() => [
      { type: "ready" },
      { type: "gate", scenario: "relay" },
      { type: "gate", scenario: "stunnel" },
    ]);
    const answered = link.answer("gate", ({ scenario }) => scenario === "stunnel");
    link.send({ type: "gate" });
    assert.deepEqual(await answered, { type: "gate", scenario: "stunnel" });
    assert.deepEqual(fake.commands, [{ type: "gate" }]);
  });

  it("gives every answer to who listens, until they stop", async () => {
    const { fake, link } = await attached();
    const heard: string[] = [];
    const stop = link.onAnswer(({ type }) => heard.push(type));
    const ready = link.answer("ready");
    fake.say({ type: "gate", scenario: "relay" });
    fake.say({ type: "ready" });
    await ready;
    stop();
    const again = link.answer("ready");
    fake.say({ type: "ready" });
    await again;
    assert.deepEqual(heard, ["gate", "ready"]);
  });

  it("fails who waits when the process says that it could not do it", async () => {
    const { link } = await attached(() => [{ type: "error", message: 'no target "x"' }]);
    const answered = link.answer("gate");
    link.send({ type: "gate" });
    await assert.rejects(answered, /^BenchError: the generator: no target "x"$/);
  });

  it("fails who waits when the process ends, with the last line of its standard error", async () => {
    const { fake, link } = await attached();
    const answered = link.answer("ready");
    fake.complain("a warning\nTypeError: it is undefined\n");
    fake.end();
    const expected = {
      code: "scenario-failed",
      message: "the generator ended before its work was done: TypeError: it is undefined",
    };
    await assert.rejects(answered, expected);
    await assert.rejects(link.ended, expected);
  });

  it("takes half a line of a process that was killed for no answer, and fails with its end", async () => {
    const { fake, link } = await attached();
    const heard: unknown[] = [];
    link.onAnswer((answer) => heard.push(answer));
    fake.write('{"type": "re');
    fake.end();
    await assert.rejects(link.ended, /the generator ended before its work was done$/);
    assert.deepEqual(heard, []);
  });

  it("fails also who starts to wait after the end", async () => {
    const { fake, link } = await attached();
    fake.end();
    await assert.rejects(link.ended, /the generator ended before its work was done$/);
    await assert.rejects(link.answer("ready"), /the generator ended before its work was done$/);
  });
});
