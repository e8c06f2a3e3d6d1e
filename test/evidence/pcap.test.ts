import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePcap } from "../../harness/evidence/pcap.ts";
import { BenchError } from "../../harness/model/error.ts";
import { readFixture } from "./fixture.ts";

test("reads what tcpdump writes for each link type", () => {
  const read = (name: string) => {
    const { linkType, packets, damage } = parsePcap(readFixture(name));
    return { linkType, packets: packets.length, damage };
  };
  assert.deepEqual(read("any-sll2-server"), { linkType: "sll2", packets: 44, damage: null });
  assert.deepEqual(read("any-sll1"), { linkType: "sll", packets: 14, damage: null });
  assert.deepEqual(read("ethernet"), { linkType: "ethernet", packets: 14, damage: null });
});

test("reads a big-endian file with nanoseconds", () => {
  const { linkType, packets } = parsePcap(readFixture("raw-big-endian-ns"));
  assert.equal(linkType, "raw");
  assert.deepEqual(
    packets.map(({ number, bytes, originalLength }) => [number, bytes.length, originalLength]),
    [
      [1, 92, 92],
      [2, 92, 92],
      [3, 92, 92],
    ],
  );
});

test("keeps the whole packets and reports the cut one of a capture that was killed", () => {
  const whole = readFixture("ethernet");
  const last = parsePcap(whole).packets.at(-1)!.record.length;
  const inside = parsePcap(whole.subarray(0, whole.length - 1));
  assert.equal(inside.packets.length, 13);
  assert.equal(inside.damage, `packet 14 is cut after ${last - 17} of ${last - 16} bytes`);
  const inHeader = parsePcap(whole.subarray(0, whole.length - last + 15));
  assert.equal(inHeader.packets.length, 13);
  assert.equal(inHeader.damage, "packet 14 is cut inside its header");
});

test("stops at a packet that claims an impossible length", () => {
  const bytes = Buffer.from(readFixture("ethernet"));
  bytes.writeUInt32LE(0xffffffff, 24 + 8);
  const { packets, damage } = parsePcap(bytes);
  assert.deepEqual(packets, []);
  assert.equal(damage, "packet 1 claims 4294967295 bytes");
});

test("refuses what is no classic pcap file", () => {
  const refused = (bytes: Buffer, message: RegExp) =>
    assert.throws(
      () => parsePcap(bytes),
      (error) => error instanceof BenchError && error.code === "environment" && message.test(error.message),
    );
  refused(Buffer.alloc(0), /^capture has 0 bytes, less than its header$/);
  const pcapng = Buffer.concat([Buffer.from("0a0d0d0a", "hex"), Buffer.alloc(40)]);
  refused(pcapng, /^capture begins with 0a0d0d0a, which is not a classic pcap file$/);
  const bluetooth = Buffer.from(readFixture("ethernet"));
  bluetooth.writeUInt32LE(201, 20);
  refused(bluetooth, /^capture has link type 201, known are /);
});
