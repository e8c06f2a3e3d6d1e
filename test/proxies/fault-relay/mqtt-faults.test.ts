import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import type { Fault, Step, Unit } from "../../../proxies/fault-relay/fault.ts";
import { parseOptions } from "../../../proxies/fault-relay/options.ts";
import { planFaults } from "../../../proxies/fault-relay/plan-faults.ts";
import { recordingService, startRelay, talkTo } from "./relay-process.ts";

/** The MQTT faults of a command line, and what they count. */
function faultsOf(...knobs: string[]) {
  const counts: Record<string, number> = {};
  const options = parseOptions([...knobs, "mqtt:1=h:2"]);
  const { mqtt } = planFaults(options, (what) => (counts[what] = (counts[what] ?? 0) + 1));
  return { faults: mqtt, counts };
}

/** A connection through faults, for packets that are numbers: PUBLISH if positive, something else if not. */
function openConnection(faults: readonly Fault[]) {
  const steps = faults.map((fault): Step => fault.open?.({} as never) ?? {});
  const toNumbers = (units: Unit[]) => units.map(({ bytes }) => bytes.readInt32LE());
  return {
    send(number: number): number[] {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32LE(number);
      let units: Unit[] = [{ bytes, isRequest: number > 0 }];
      for (const step of steps) units = units.flatMap((unit) => step.toService?.(unit) ?? [unit]);
      return toNumbers(units);
    },
    end: () => toNumbers(steps.flatMap((step) => step.rest?.() ?? [])),
  };
}

test("every third PUBLISH is dropped, over all connections, and other packets do not count", () => {
  const { faults, counts } = faultsOf("--publish-drop-every", "3");
  const [one, two] = [openConnection(faults), openConnection(faults)];
  const passed = [
    ...[1, -1, 2].flatMap(one.send),
    ...[3, 4].flatMap(two.send),
    ...[5, 6, 7].flatMap(one.send),
  ];
  assert.deepEqual(passed, [1, -1, 2, 4, 5, 7]);
  assert.deepEqual(counts, { publish: 7, "publish-drop": 2 });
});

test("every third PUBLISH comes twice", () => {
  const { send } = openConnection(faultsOf("--publish-duplicate-every", "3").faults);
  assert.deepEqual([1, 2, -1, 3, 4, 5, 6].flatMap(send), [1, 2, -1, 3, 3, 4, 5, 6, 6]);
});

test("every second pair is swapped", () => {
  const { faults, counts } = faultsOf("--publish-swap-every", "2");
  const { send } = openConnection(faults);
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap(send), [1, 2, 4, 3, 5, 6, 8, 7, 9]);
  assert.equal(counts["publish-swap"], 2);
});

test("a pair that another packet or the end comes between stays in order, and nothing is lost", () => {
  const { faults, counts } = faultsOf("--publish-swap-every", "1");
  const connection = openConnection(faults);
  assert.deepEqual([1, -1, 2, 3, 4, 5].flatMap(connection.send), [1, -1, 2, 4, 3]);
  assert.deepEqual(connection.end(), [5]);
  assert.equal(counts["publish-swap"], 1);
});

test("the faults of K13 together make the counts of their closed forms", () => {
  const n = 10_000;
  const knobs = [
    "--publish-drop-every",
    "100",
    "--publish-swap-every",
    "200",
    "--publish-duplicate-every",
    "50",
  ];
  const { send } = openConnection(faultsOf(...knobs).faults);
  const arrived = Array.from({ length: n }, (_, index) => index + 1).flatMap(send);
  const seen = new Set(arrived);
  let highest = 0;
  let late = 0;
  for (const number of new Set(arrived)) {
    if (number < highest) late++;
    highest = Math.max(highest, number);
  }
  const passed = n - Math.floor(n / 100);
  assert.equal(n - seen.size, 100, "lost: floor(N/100)");
  assert.equal(
    arrived.length - seen.size,
    Math.floor(passed / 50),
    "twice: floor(N'/50), N' what was not lost",
  );
  assert.equal(late, Math.floor(passed / 2 / 200), "late: floor(N'/400)");
});

/** PUBLISH with QoS 0 to topic "t"; MQTT 3.1.1 §3.3. */
function publish(payload: string): string {
  const body = `\x00\x01t${payload}`;
  return `\x30${String.fromCharCode(body.length)}${body}`;
}

test("through the relay whole packets are dropped, swapped and doubled, whatever chunks they come in", async () => {
  await using to = await recordingService(() => null);
  const knobs = ["--publish-drop-every", "5", "--publish-swap-every", "2", "--publish-duplicate-every", "3"];
  await using relay = await startRelay("mqtt", to, ...knobs);
  const { socket } = await talkTo(relay.port);
  const bytes = Buffer.from(
    ["\xc0\x00", ...["a", "b", "c", "d", "e", "f"].map(publish), "\xe0\x00"].join(""),
    "latin1",
  );
  for (const byte of bytes) socket.write(Buffer.from([byte]));
  socket.end();
  await once(socket.resume(), "end");
  const expected = ["\xc0\x00", ...["a", "b", "d", "d", "c", "f"].map(publish), "\xe0\x00"].join("");
  assert.equal(to.arrived.join(""), expected);
  const counted = { publish: 6, "publish-drop": 1, "publish-swap": 1, "publish-duplicate": 1, heldBytes: 0 };
  assert.deepEqual(await relay.counts(), counted);
});

test("a stream that is not MQTT ends its connection, not the relay", async () => {
  await using to = await recordingService(() => null);
  await using relay = await startRelay("mqtt", to);
  const bad = await talkTo(relay.port);
  bad.socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff]));
  await once(bad.socket.resume(), "end");
  const good = await talkTo(relay.port);
  good.socket.end(publish("x"), "latin1");
  await once(good.socket.resume(), "end");
  assert.equal(to.arrived.join(""), publish("x"));
});
