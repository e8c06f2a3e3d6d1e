import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { everyNth } from "../../../proxies/fault-relay/fault.ts";
import { corruptEvery } from "../../../proxies/fault-relay/faults/corrupt.ts";
import { swallow } from "../../../proxies/fault-relay/faults/swallow.ts";
import { uniformFrom } from "../../../proxies/fault-relay/random.ts";
import { recordingService, startRelay, type Talk, talkTo } from "./relay-process.ts";

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n{"digest":"ab"}';
const unavailable = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n";
const service = () => recordingService((chunk) => (chunk.endsWith("end") ? answer : null));

/** Sends one request and waits for what comes: the answer's bytes, or the code of the error that ends the connection. */
async function ask(talk: Talk, name: string): Promise<string> {
  const before = talk.text().length;
  const answered = once(talk.socket, "data").then(() => talk.text().slice(before));
  talk.socket.write(`POST ${name} end`);
  return answered.catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
}

test("every third request's connection is reset, over all connections, and only it", async () => {
  await using to = await service();
  await using relay = await startRelay("http", to, "--reset-every", "3");
  const outcomes: string[] = [];
  let talk = await talkTo(relay.port);
  const idle = await talkTo(relay.port);
  for (let index = 1; index <= 10; index++) {
    const outcome = await ask(talk, `${index}`);
    outcomes.push(outcome);
    if (outcome !== answer) talk = await talkTo(relay.port);
  }
  assert.equal(await ask(idle, "of another connection"), answer);
  const expected = Array.from({ length: 10 }, (_, index) => ((index + 1) % 3 === 0 ? "ECONNRESET" : answer));
  assert.deepEqual(outcomes, expected);
  assert.equal(to.arrived.length, 8, "what was reset did not reach the service");
  assert.deepEqual(await relay.counts(), { request: 11, reset: 3, heldBytes: 0 });
});

test("random resets strike the requests that the seed says", async () => {
  await using to = await service();
  await using relay = await startRelay("http", to, "--drop-random", "0.3", "--seed", "dice");
  const uniform = uniformFrom("dice", "drop");
  const struck = Array.from({ length: 40 }, () => uniform() < 0.3);
  let talk = await talkTo(relay.port);
  for (const [index, isStruck] of struck.entries()) {
    assert.equal(await ask(talk, `${index}`), isStruck ? "ECONNRESET" : answer, `request ${index + 1}`);
    if (isStruck) talk = await talkTo(relay.port);
  }
  const reset = struck.filter(Boolean).length;
  assert.ok(reset > 0);
  assert.deepEqual(await relay.counts(), { request: 40, reset, heldBytes: 0 });
});

test("every second request is swallowed, its connection stays open, others are answered", async () => {
  await using to = await service();
  await using relay = await startRelay("http", to, "--blackhole-every", "2");
  const first = await talkTo(relay.port);
  assert.equal(await ask(first, "1"), answer);
  first.socket.write("POST 2 end");
  const second = await talkTo(relay.port); // accepted after request 2 has come
  assert.equal(await ask(second, "3"), answer);
  assert.deepEqual(to.arrived, ["POST 1 end", "POST 3 end"]);
  assert.equal(first.text(), answer);
  assert.equal(first.socket.destroyed, false);
});

test("a request is swallowed with all its chunks, and the next one passes", () => {
  const { toService } = swallow(everyNth(2), () => {});
  const chunks = ["POST 1 ", "more", "POST 2 ", "more", "and more", "POST 3 ", "more"];
  const passed = chunks.filter((text) => {
    const unit = { bytes: Buffer.from(text), isRequest: text.startsWith("POST ") };
    return toService!(unit).length > 0;
  });
  assert.deepEqual(passed, ["POST 1 ", "more", "POST 3 ", "more"]);
});

test("every second request is answered with status 503 by the relay, on a connection that goes on", async () => {
  await using to = await service();
  await using relay = await startRelay("http", to, "--status-every", "2");
  const talk = await talkTo(relay.port);
  const answers = [];
  for (let index = 1; index <= 5; index++) answers.push(await ask(talk, `${index}`));
  assert.deepEqual(answers, [answer, unavailable, answer, unavailable, answer]);
  assert.deepEqual(to.arrived, ["POST 1 end", "POST 3 end", "POST 5 end"]);
});

test("one bit of the digest in every second answer is flipped, and nothing else", async () => {
  await using to = await service();
  await using relay = await startRelay("http", to, "--corrupt-every", "2");
  const talk = await talkTo(relay.port);
  const answers = [];
  for (let index = 1; index <= 4; index++) answers.push(await ask(talk, `${index}`));
  const corrupted = answer.replace('"ab"', '"`b"');
  assert.deepEqual(answers, [answer, corrupted, answer, corrupted]);
  assert.deepEqual(await relay.counts(), { request: 4, corrupt: 2, heldBytes: 0 });
});

test("the digest is found wherever the answer is cut", () => {
  const whole = Buffer.from(answer);
  for (let cut = 1; cut < whole.length; cut++) {
    const step = corruptEvery(1, () => {}).open!({} as never);
    step.toService!({ bytes: Buffer.from("POST "), isRequest: true });
    const units = [whole.subarray(0, cut), whole.subarray(cut)].flatMap((bytes) =>
      step.toClient!({ bytes, isRequest: false }),
    );
    assert.equal(Buffer.concat(units.map(({ bytes }) => bytes)).toString(), answer.replace('"ab"', '"`b"'));
  }
});

test("a request of two chunks counts once", async () => {
  await using to = await service();
  await using relay = await startRelay("http", to, "--status-every", "2");
  const talk = await talkTo(relay.port);
  talk.socket.write("POST 1 ");
  await to.untilArrived(1);
  talk.socket.write("end");
  await talk.until(answer.length);
  assert.equal(await ask(talk, "2"), unavailable);
});

test("answers are split into two writes that lose nothing", async () => {
  await using to = await service();
  await using relay = await startRelay("http", to, "--nagle");
  const talk = await talkTo(relay.port);
  talk.socket.write("POST 1 end");
  await talk.until(answer.length);
  assert.equal(talk.text(), answer);
});

test("burnt time and held memory change no byte", async () => {
  await using to = await service();
  await using relay = await startRelay("http", to, "--burn-ms", "1", "--hold-mib", "3");
  const talk = await talkTo(relay.port);
  assert.equal(await ask(talk, "1"), answer);
  assert.equal(await ask(talk, "2"), answer);
  assert.deepEqual(to.arrived, ["POST 1 end", "POST 2 end"]);
  assert.deepEqual(await relay.counts(), { request: 2, heldBytes: 3 * 2 ** 20 });
});
