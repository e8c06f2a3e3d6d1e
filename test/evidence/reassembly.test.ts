import assert from "node:assert/strict";
import { test } from "node:test";
import { haystacksOf, readCapture } from "../../harness/evidence/capture.ts";
import { type NumberedSegment, reassemble } from "../../harness/evidence/reassembly.ts";
import { searchSecrets } from "../../harness/evidence/search.ts";
import { makeSecrets, readFixture } from "./fixture.ts";

/** Segments by sequence number and text, in this order in the capture. */
function rebuild(segments: [sequence: number, text: string, isSyn?: boolean][]): string[] {
  const numbered = segments.map(([sequence, text, isSyn = false], index): NumberedSegment => {
    return { flow: "a>b", packet: index + 1, sequence, isSyn, payload: Buffer.from(text) };
  });
  return reassemble(numbered).map(({ bytes }) => bytes.toString());
}

test("finds split, reordered, retransmitted and wrapped secrets, and no others", () => {
  const { packets } = readCapture({ pcap: readFixture("segments"), stderr: "" });
  const hits = searchSecrets(haystacksOf(packets), makeSecrets(6));
  assert.deepEqual(
    hits.map(({ secret, encoding, packet }) => [secret.id, encoding, packet]),
    [
      ["secret-0", "hex", 1],
      ["secret-1", "hex", 4],
      ["secret-2", "hex", 6],
      ["secret-3", "hex", 9],
    ],
  );
});

test("gives the bytes of both directions of a real connection", () => {
  const { packets } = readCapture({ pcap: readFixture("ethernet"), stderr: "" });
  const segments = packets.flatMap(({ number, tcp }) => (tcp ? [{ ...tcp, packet: number }] : []));
  const stretches = reassemble(segments);
  assert.equal(stretches.length, 2);
  for (const { bytes } of stretches) {
    assert.equal(bytes.length, 339);
    assert.equal(bytes.toString().match(/POST \/m HTTP\/1\.1/g)?.length, 3);
  }
  assert.notEqual(stretches[0]!.flow, stretches[1]!.flow);
});

test("splits a stream at a gap", () => {
  assert.deepEqual(
    rebuild([
      [0, "abc"],
      [4, "efg"],
      [7, "h"],
    ]),
    ["abc", "efgh"],
  );
});

test("closes a gap with a late segment", () => {
  assert.deepEqual(
    rebuild([
      [10, "abc"],
      [16, "ghi"],
      [13, "def"],
    ]),
    ["abcdefghi"],
  );
});

test("counts overlapping bytes once", () => {
  assert.deepEqual(
    rebuild([
      [0, "abcd"],
      [2, "cdef"],
      [1, "bc"],
      [5, "fgh"],
    ]),
    ["abcdefgh"],
  );
});

test("begins anew when the ports are used again, but not when a SYN is sent again", () => {
  assert.deepEqual(
    rebuild([
      [99, "", true],
      [100, "ab"],
      [499, "", true],
      [500, "cd"],
    ]),
    ["ab", "cd"],
  );
  assert.deepEqual(
    rebuild([
      [99, "", true],
      [99, "", true],
      [100, "ab"],
      [102, "cd"],
    ]),
    ["abcd"],
  );
});

test("holds no more bytes than it was given, however the numbers lie", () => {
  const segments = Array.from({ length: 500 }, (_, index): [number, string] => [
    (index * 2_654_435_761) % 2 ** 32,
    "x".repeat(index % 7),
  ]);
  const given = segments.reduce((sum, [, text]) => sum + text.length, 0);
  assert.ok(rebuild(segments).join("").length <= given);
});
