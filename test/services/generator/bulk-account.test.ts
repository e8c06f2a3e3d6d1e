import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAccount } from "../../../services/generator/bulk-account.ts";

/** The epoch is at 1,000 ns of CLOCK_MONOTONIC, and it is 900 ns after it. */
const clock = { now: () => 900, fromAbsolute: (absoluteNs: string) => Number(absoluteNs) - 1_000 };
const sent = { bytes: 5_000, fromNs: 200 };
const right = {
  originNs: "1300",
  marks: [
    [0, 0],
    [100, 3_000],
    [600, 5_000],
  ],
  isIntact: true,
};

function parse(document: unknown) {
  return parseAccount(
    Buffer.from(typeof document === "string" ? document : JSON.stringify(document)),
    sent,
    clock,
  );
}

describe("parseAccount", () => {
  it("gives the marks on the generator's own clock", () => {
    const marks = [
      [300, 0],
      [400, 3_000],
      [900, 5_000],
    ];
    assert.deepEqual(parse(right), { marks, isIntact: true });
    assert.deepEqual(parse({ ...right, isIntact: false }), { marks, isIntact: false });
  });

  for (const [what, document] of [
    ["text that is no JSON", "<html>"],
    ["null", "null"],
    ["a number", "1"],
    ["marks that are numbers", { ...right, marks: [1] }],
    ["marks of one number", { ...right, marks: [[1]] }],
    [
      "marks of text",
      {
        ...right,
        marks: [
          ["0", "0"],
          ["100", "1"],
        ],
      },
    ],
    ["infinite marks", '{"originNs":"1300","isIntact":true,"marks":[[0,0],[1e999,1]]}'],
    ["no marks", { ...right, marks: undefined }],
    ["not one mark", { ...right, marks: [] }],
    ["no origin", { ...right, originNs: undefined }],
    ["an origin that is no decimal text", { ...right, originNs: "0x10" }],
    ["no word on whether all was intact", { ...right, isIntact: undefined }],
    [
      "more bytes than were sent",
      {
        ...right,
        marks: [
          [0, 0],
          [600, 5_001],
        ],
      },
    ],
    [
      "fewer bytes than none",
      {
        ...right,
        marks: [
          [0, -1],
          [600, 5_000],
        ],
      },
    ],
    [
      "bytes that become fewer",
      {
        ...right,
        marks: [
          [0, 0],
          [1, 4_000],
          [2, 3_000],
        ],
      },
    ],
    [
      "times that run backwards",
      {
        ...right,
        marks: [
          [0, 0],
          [200, 10],
          [100, 20],
        ],
      },
    ],
    ["a time before the first byte was sent", { ...right, originNs: "1199" }],
    ["a time to come", { ...right, originNs: "1301" }],
  ] as const)
    it(`does not believe ${what}`, () => assert.equal(parse(document), null));
});
