import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderColumns } from "../../harness/commands/columns.ts";

const rows = [
  ["run", "grade", "scenarios"],
  ["20261121T101500Z-a3f9", "B", "baseline,stunnel"],
  ["x", "", ""],
];

describe("renderColumns", () => {
  it("aligns the columns, a line a row, with nothing behind the last word", () => {
    assert.equal(
      renderColumns(rows, 120),
      `run                    grade  scenarios
20261121T101500Z-a3f9  B      baseline,stunnel
x
`,
    );
  });

  it("cuts a line that is wider than the screen, and shows that it did", () => {
    const lines = renderColumns(rows, 40).split("\n");
    assert.equal(lines[1], "20261121T101500Z-a3f9  B      baseline,…");
    assert.equal(lines[1]?.length, 40);
    assert.equal(lines[0], "run                    grade  scenarios");
  });

  it("leaves a line alone that just fits", () => {
    assert.equal(renderColumns([["ab", "cd"]], 6), "ab  cd\n");
    assert.equal(renderColumns([["ab", "cd"]], 5), "ab  …\n");
  });

  it("writes nothing for no rows", () => {
    assert.equal(renderColumns([], 80), "");
  });
});
