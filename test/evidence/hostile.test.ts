import assert from "node:assert/strict";
import { test } from "node:test";
import { readCapture } from "../../harness/evidence/capture.ts";
import { judge } from "../../harness/evidence/verdict.ts";
import { wirePcap } from "../../harness/evidence/wire-pcap.ts";
import { BenchError } from "../../harness/model/error.ts";
import { capturedLegs, makeSecrets, readFixture } from "./fixture.ts";
import { makeClosingLines } from "./made-capture.ts";

const names = ["any-sll2-server", "any-sll1", "ethernet", "segments", "odd-frames", "raw-big-endian-ns"];
const roundsPerFile = 150;

/** Marsaglia's xorshift32, so that every run tries the same bytes. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Overwrites a few bytes anywhere, and sometimes cuts the end. */
function damage(bytes: Buffer, random: (below: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  for (let count = 1 + random(40); count > 0; count--) copy[random(copy.length)] = random(256);
  return random(3) === 0 ? copy.subarray(0, random(copy.length)) : copy;
}

/** Whether the bytes could be judged at all; anything thrown but BenchError fails the test. */
function isJudged(pcap: Buffer): boolean {
  try {
    const capture = readCapture({ pcap, stderr: makeClosingLines(14, 14, 0) });
    judge({
      workloads: [],
      scenario: "relay",
      legs: capturedLegs,
      secrets: makeSecrets(3),
      neverSent: makeSecrets(3, 1000),
      generator: capture,
      tunnelServer: capture,
      baselineWire: null,
    });
    assert.ok(wirePcap(capture, capturedLegs, "relay", 1e6).length <= pcap.length);
    return true;
  } catch (error) {
    if (error instanceof BenchError) return false;
    throw error;
  }
}

test("judges or refuses damaged captures and throws nothing else", () => {
  const random = makeRandom(20_261_121);
  let judged = 0;
  for (const name of names) {
    const bytes = readFixture(name);
    for (let round = 0; round < roundsPerFile; round++) judged += isJudged(damage(bytes, random)) ? 1 : 0;
  }
  assert.ok(judged > 0 && judged < names.length * roundsPerFile, `${judged} were judged`);
});
