import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { LineReader } from "../../harness/sinks/line-reader.ts";
import { type Position, startPosition } from "../../harness/store/stored-in.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** `line 0` … with a newline each. */
function text(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, index) => `line ${from + index}\n`).join("");
}

interface Taken {
  lines: { line: number; text: string }[];
  position: Position;
  bytes: number;
  isAtEnd: boolean;
}

/** Takes at most `count` lines with a reader of its own. */
async function take(file: string, from: Position, count: number): Promise<Taken> {
  await using reader = new LineReader(file, from);
  const lines = (await Array.fromAsync(reader.take(count))).flat();
  return { lines, position: reader.position, bytes: reader.bytes, isAtEnd: reader.isAtEnd };
}

/** Numbers of the lines; fails where a line stands under another's number. */
function numbersOf({ lines }: Taken): number[] {
  for (const { line, text } of lines) assert.equal(text, `line ${line}`);
  return lines.map(({ line }) => line);
}

const forms = {
  "lines.ndjson": (parts: string[]) => Buffer.from(parts.join("")),
  "lines.ndjson.gz": (parts: string[]) => Buffer.concat(parts.map((part) => gzipSync(part))),
} as const;

for (const [name, form] of Object.entries(forms)) {
  describe(`LineReader of ${name}`, () => {
    it("goes on at every line where it may have stopped, and gives each line once under its number", async () => {
      using temporary = temporaryFolder();
      const file = join(temporary.path, name);
      writeFileSync(file, form([text(0, 3), text(3, 4), text(4, 9)]));
      for (let stop = 0; stop <= 9; stop++) {
        const first = await take(file, startPosition, stop);
        assert.equal(first.position.lines, stop);
        const rest = await take(file, first.position, 100);
        assert.deepEqual([...numbersOf(first), ...numbersOf(rest)], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
        assert.ok(rest.isAtEnd);
      }
    });

    it("notes a place to begin at only at the whole end, and finds there what was added since", async () => {
      using temporary = temporaryFolder();
      const file = join(temporary.path, name);
      const bytes = form([text(0, 5)]);
      writeFileSync(file, bytes);
      assert.deepEqual((await take(file, startPosition, 4)).position, {
        lines: 4,
        boundary: startPosition.boundary,
      });
      const whole = await take(file, startPosition, 100);
      assert.deepEqual(whole.position, { lines: 5, boundary: { bytes: bytes.length, lines: 5 } });
      appendFileSync(file, form([text(5, 7)]));
      const added = await take(file, whole.position, 100);
      assert.deepEqual(numbersOf(added), [5, 6]);
      assert.equal(added.bytes, bytes.length + form([text(5, 7)]).length);
      assert.deepEqual(numbersOf(await take(file, added.position, 100)), []);
    });

    it("leaves a half-written last line for later, without a place to begin at behind it", async () => {
      using temporary = temporaryFolder();
      const file = join(temporary.path, name);
      writeFileSync(file, form([text(0, 2), "line"]));
      const cut = await take(file, startPosition, 100);
      assert.deepEqual(numbersOf(cut), [0, 1]);
      assert.deepEqual(cut.position, { lines: 2, boundary: startPosition.boundary });
      assert.ok(cut.isAtEnd);
      appendFileSync(file, form([` 2\n${text(3, 4)}`]));
      assert.deepEqual(numbersOf(await take(file, cut.position, 100)), [2, 3]);
    });

    it("takes some at a time from one reading, over what is unpacked at once", async () => {
      using temporary = temporaryFolder();
      const file = join(temporary.path, name);
      writeFileSync(file, form([text(0, 20_000)]));
      await using reader = new LineReader(file, { lines: 7_001, boundary: { bytes: 0, lines: 0 } });
      const counts: number[] = [];
      let next = 7_001;
      do {
        const lines = (await Array.fromAsync(reader.take(5_000))).flat();
        counts.push(lines.length);
        for (const { line } of lines) assert.equal(line, next++);
        assert.equal(reader.position.lines, next);
      } while (!reader.isAtEnd);
      assert.equal(next, 20_000);
      assert.deepEqual(counts.slice(0, 3), [5_000, 5_000, 2_999]);
    });

    it("gives nothing where there is no file, and stays where it was", async () => {
      const from = { lines: 3, boundary: { bytes: 10, lines: 2 } };
      const nothing = await take(`/nonexistent/${name}`, from, 10);
      assert.deepEqual(nothing.lines, []);
      assert.ok(nothing.isAtEnd);
      assert.deepEqual(nothing.position, from);
    });
  });
}

describe("LineReader of a gzip file", () => {
  it("reads what is whole of a last member that is cut off at any byte, and all when the rest has come", async () => {
    using temporary = temporaryFolder();
    const file = join(temporary.path, "lines.gz");
    const first = gzipSync(text(0, 3));
    const second = gzipSync(text(3, 6));
    for (let kept = 0; kept < second.length; kept++) {
      writeFileSync(file, Buffer.concat([first, second.subarray(0, kept)]));
      const cut = await take(file, startPosition, 100);
      const before = numbersOf(cut);
      assert.deepEqual(before, [0, 1, 2, 3, 4, 5].slice(0, before.length));
      writeFileSync(file, Buffer.concat([first, second]));
      const rest = await take(file, cut.position, 100);
      assert.deepEqual([...before, ...numbersOf(rest)], [0, 1, 2, 3, 4, 5], `cut after ${kept} bytes`);
    }
  });
});
