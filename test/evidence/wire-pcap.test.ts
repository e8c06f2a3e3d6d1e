import assert from "node:assert/strict";
import { test } from "node:test";
import { haystacksOf, readCapture } from "../../harness/evidence/capture.ts";
import { parsePcap } from "../../harness/evidence/pcap.ts";
import { searchSecrets } from "../../harness/evidence/search.ts";
import { wirePcap } from "../../harness/evidence/wire-pcap.ts";
import { capturedLegs, makeSecrets, readFixture } from "./fixture.ts";
import { makeClosingLines } from "./made-capture.ts";

const capture = readCapture({ pcap: readFixture("any-sll2-server"), stderr: makeClosingLines(44, 44, 0) });

test("keeps the wire's packets and none of the other legs", () => {
  const trimmed = parsePcap(wirePcap(capture, capturedLegs, "relay", 1e6));
  assert.equal(trimmed.damage, null);
  assert.equal(trimmed.linkType, "sll2");
  assert.equal(trimmed.packets.length, 22);
  assert.ok(trimmed.packets.every(({ bytes }) => !bytes.includes(Buffer.from([198, 19, 200, 34]))));
});

test("numbers its packets as the hits on the wire do", () => {
  const bytes = wirePcap(capture, capturedLegs, "relay", 1e6);
  const { packets } = readCapture({ pcap: bytes, stderr: "" });
  const [hit] = searchSecrets(haystacksOf(packets), makeSecrets(1));
  assert.ok(packets[hit!.packet - 1]!.bytes.includes(makeSecrets(1)[0]!.hex));
});

test("stops at a whole packet before the limit", () => {
  const whole = wirePcap(capture, capturedLegs, "relay", 1e6);
  const cut = wirePcap(capture, capturedLegs, "relay", whole.length - 1);
  assert.equal(parsePcap(cut).packets.length, 21);
  assert.equal(parsePcap(cut).damage, null);
  assert.deepEqual(cut, whole.subarray(0, cut.length));
  assert.equal(wirePcap(capture, capturedLegs, "relay", 0).length, 24);
});
