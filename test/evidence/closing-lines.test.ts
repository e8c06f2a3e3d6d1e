import assert from "node:assert/strict";
import { test } from "node:test";
import { parseClosingLines } from "../../harness/evidence/closing-lines.ts";

test("reads what tcpdump says at its end", () => {
  const text =
    "tcpdump: data link type LINUX_SLL2\n" +
    "tcpdump: listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 65000 bytes\n" +
    "177 packets captured\n200 packets received by filter\n0 packets dropped by kernel\n";
  assert.deepEqual(parseClosingLines(text), {
    captured: 177,
    received: 200,
    droppedByKernel: 0,
    droppedByInterface: null,
  });
});

test("reads a single packet and the drops of an interface", () => {
  const text =
    "\n1 packet captured\n1 packet received by filter\n0 packets dropped by kernel\n3 packets dropped by interface\n";
  assert.deepEqual(parseClosingLines(text), {
    captured: 1,
    received: 1,
    droppedByKernel: 0,
    droppedByInterface: 3,
  });
});

test("gives nothing when a line is missing", () => {
  assert.equal(parseClosingLines(""), null);
  assert.equal(parseClosingLines("5 packets captured\n5 packets received by filter\n"), null);
});
