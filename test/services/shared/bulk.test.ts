import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { deflateRawSync } from "node:zlib";
import { bulkPattern, patternChecker } from "../../../services/shared/bulk-pattern.ts";
import { bulkReceiver, bytesBetween, type Mark } from "../../../services/shared/bulk-receiver.ts";

const pattern = bulkPattern();

describe("the bulk pattern", () => {
  it("is AES-256-CTR under the SHA-256 of its label", () => {
    // head -c 65536 /dev/zero | openssl enc -aes-256-ctr -iv 00000000000000000000000000000000 \
    //   -K $(printf 'tunnelbench bulk pattern 1' | sha256sum | cut -c -64) | sha256sum
    assert.equal(
      createHash("sha256").update(pattern).digest("hex"),
      "5892f5b26efeaa9a265e5ca18c21446d5ca0e2a65257747bbf0dec97869a1d78",
    );
  });

  it("does not become smaller by compressing, not even repeated", () => {
    const twice = Buffer.concat([pattern, pattern]);
    assert.ok(deflateRawSync(twice, { level: 9 }).length > twice.length);
  });
});

describe("patternChecker", () => {
  const stream = Buffer.concat([pattern, pattern, pattern]);

  it("knows the stream however it is cut", () => {
    for (const size of [1_000, 65_535, 65_536, 65_537, 150_000]) {
      const check = patternChecker(pattern);
      for (let from = 0; from < stream.length; from += size)
        assert.equal(check(stream.subarray(from, from + size)), true, `${size} bytes from ${from}`);
    }
  });

  for (const at of [0, 1, 65_535, 65_536, 131_071, 150_000]) {
    it(`sees one flipped bit in byte ${at}, and never trusts the stream again`, () => {
      const damaged = Buffer.from(stream);
      damaged[at]! ^= 1;
      const check = patternChecker(pattern);
      assert.equal(check(damaged.subarray(0, at)), true);
      assert.equal(check(damaged.subarray(at, at + 1)), false);
      assert.equal(check(damaged.subarray(at + 1)), false);
    });
  }

  it("sees a byte that is missing or there twice", () => {
    assert.equal(
      patternChecker(pattern)(Buffer.concat([stream.subarray(0, 99), stream.subarray(100)])),
      false,
    );
    assert.equal(
      patternChecker(pattern)(Buffer.concat([stream.subarray(0, 100), stream.subarray(99)])),
      false,
    );
  });
});

describe("bulkReceiver", () => {
  /** Takes chunks of 1,000 bytes at these times. */
  function receive(atNs: readonly number[], damagedAt = -1) {
    let nowNs = 0;
    const receiver = bulkReceiver(pattern, () => nowNs);
    for (const [index, at] of atNs.entries()) {
      nowNs = at;
      const chunk = Buffer.from(pattern.subarray(index * 1_000, (index + 1) * 1_000));
      if (index === damagedAt) chunk[500]! ^= 1;
      receiver.take(chunk);
    }
    return receiver.read();
  }

  it("marks its bytes every 20 ms at most, and at the end", () => {
    const { marks, isIntact } = receive([5e6, 19e6, 21e6, 30e6, 40e6, 90e6, 91e6]);
    assert.equal(isIntact, true);
    assert.deepEqual(marks, [
      [0, 0],
      [21e6, 3_000],
      [90e6, 6_000],
      [91e6, 7_000],
    ]);
  });

  it("counts no byte from the damaged chunk on", () => {
    const { marks, isIntact } = receive([10e6, 30e6, 60e6, 90e6], 2);
    assert.equal(isIntact, false);
    assert.deepEqual(marks.at(-1), [30e6, 2_000]);
  });
});

describe("bytesBetween", () => {
  const marks: Mark[] = [
    [10, 0],
    [20, 100],
    [40, 500],
    [40, 500],
  ];

  it("is linear between two marks, nothing before the first and no more than the last", () => {
    for (const [from, to, bytes] of [
      [10, 40, 500],
      [15, 30, 250],
      [20, 20, 0],
      [0, 1_000, 500],
      [0, 15, 50],
      [35, 50, 100],
      [41, 50, 0],
    ] as const)
      assert.equal(bytesBetween(marks, from, to), bytes, `${from}…${to}`);
  });

  it("is nothing without marks", () => assert.equal(bytesBetween([], 0, 10), 0));
});
