import assert from "node:assert/strict";
import { test } from "node:test";
import { readCapture } from "../../harness/evidence/capture.ts";
import { readFixture } from "./fixture.ts";
import { makeClosingLines } from "./made-capture.ts";

function read(name: string, captured: number, received: number, dropped: number) {
  const { drops, faults } = readCapture({
    pcap: readFixture(name),
    stderr: makeClosingLines(captured, received, dropped),
  });
  return { drops, faults };
}

test("finds no fault with a complete capture", () => {
  assert.deepEqual(read("any-sll2-server", 44, 44, 0), { drops: 0, faults: [] });
});

test("does not take the kernel's second look at loopback packets for a loss", () => {
  assert.deepEqual(read("any-sll2-loopback", 33, 43, 0), { drops: 0, faults: [] });
});

test("counts packets that the kernel dropped", () => {
  assert.deepEqual(read("any-sll2-server", 44, 143, 99), { drops: 99, faults: ["dropped 99 packets"] });
});

test("counts packets that still waited when tcpdump was stopped", () => {
  assert.deepEqual(read("any-sll2-server", 44, 67, 0), { drops: 23, faults: ["dropped 23 packets"] });
});

test("reports packets that tcpdump wrote and that did not arrive", () => {
  assert.deepEqual(read("any-sll2-server", 46, 46, 0).faults, ["holds 44 of 46 packets"]);
});

test("reports a capture that was killed", () => {
  const pcap = readFixture("any-sll2-server");
  const { faults, packets } = readCapture({ pcap: pcap.subarray(0, -1), stderr: "" });
  assert.equal(packets.length, 43);
  assert.equal(faults.length, 2);
  assert.match(faults[0]!, /^is cut: packet 44 is cut after \d+ of \d+ bytes$/);
  assert.equal(faults[1], "did not end with its counts");
});

test("reports packets that the snapshot length cut", () => {
  const pcap = Buffer.from(readFixture("any-sll2-server"));
  pcap.writeUInt32LE(pcap.readUInt32LE(24 + 8) + 1, 24 + 12);
  const { faults } = readCapture({ pcap, stderr: makeClosingLines(44, 44, 0) });
  assert.deepEqual(faults, ["cut 1 packets at its snapshot length"]);
});
