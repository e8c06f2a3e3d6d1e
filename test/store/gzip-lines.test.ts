import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import type { BenchError } from "../../harness/model/error.ts";
import { forEachGzipLine, isPlaceToBegin, readLineBatches } from "../../harness/store/gzip-lines.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** The lines that are read of a file with these bytes. */
async function linesOf(bytes: Buffer): Promise<string[]> {
  using temporary = temporaryFolder();
  const file = join(temporary.path, "lines.gz");
  writeFileSync(file, bytes);
  const lines: string[] = [];
  await forEachGzipLine(file, (line) => lines.push(line));
  return lines;
}

/** One gzip member. */
function member(lines: readonly string[]): Buffer {
  return gzipSync(lines.map((line) => `${line}\n`).join(""));
}

/** Lines that gzip cannot make smaller than half. */
function noise(count: number, bytes: number): string[] {
  return Array.from({ length: count }, () => randomBytes(bytes).toString("hex"));
}

describe("forEachGzipLine", () => {
  it("gives the lines of a file of many members, wherever these end in what is read at once", async () => {
    const members = noise(3_000, 60).map((line) => [line, `after ${line}`]);
    const file = Buffer.concat(members.map(member));
    assert.ok(file.length > 3 * 2 ** 16, "several reads of the default size");
    assert.deepEqual(await linesOf(file), members.flat());
  });

  it("cuts no character of several bytes, and no line that is longer than what is unpacked at once", async () => {
    const lines = ["a".repeat(7), "ü€𝄞".repeat(100_000), "", "ü".repeat(70_001), "end"];
    assert.deepEqual(await linesOf(member(lines)), lines);
  });

  it("leaves out a last line without its newline", async () => {
    assert.deepEqual(await linesOf(Buffer.concat([member(["whole"]), gzipSync("cut")])), ["whole"]);
  });

  it("says that it ended whole only of a file whose last member has its end", async () => {
    using temporary = temporaryFolder();
    const file = join(temporary.path, "lines.gz");
    const first = member(noise(20, 10));
    const bytes = Buffer.concat([first, member(noise(20, 10))]);
    const whole: number[] = [];
    for (let length = 0; length <= bytes.length; length++) {
      writeFileSync(file, bytes.subarray(0, length));
      if (await forEachGzipLine(file, () => undefined)) whole.push(length);
    }
    assert.deepEqual(whole, [0, first.length, bytes.length]);
  });

  it("finds the end of a last member that is longer than what is searched at once", async () => {
    using temporary = temporaryFolder();
    const file = join(temporary.path, "lines.gz");
    const bytes = Buffer.concat([member(["one"]), member(noise(3_000, 60))]);
    assert.ok(bytes.length > 2 * 2 ** 16);
    for (const [length, endsWhole] of [
      [bytes.length, true],
      [bytes.length - 8, false], // all lines are there, checksum and length are not
    ] as const) {
      writeFileSync(file, bytes.subarray(0, length));
      let count = 0;
      assert.equal(await forEachGzipLine(file, () => count++), endsWhole);
      assert.equal(count, 3_001);
    }
  });

  it("gives nothing of an empty file or none", async () => {
    assert.deepEqual(await linesOf(Buffer.alloc(0)), []);
    using temporary = temporaryFolder();
    await forEachGzipLine(join(temporary.path, "none.gz"), () => assert.fail("a line of no file"));
  });

  it("refuses what is no gzip, or damaged in the middle, with the name of the file", async () => {
    const refused = (error: BenchError) => {
      assert.equal(error.exitCode, 2, String(error));
      assert.match(error.message, /^cannot read ".*lines\.gz": /);
      return true;
    };
    await assert.rejects(linesOf(Buffer.from("no gzip at all")), refused);
    const damaged = member(noise(100, 100));
    damaged.fill(0xff, 2_000, 2_100);
    await assert.rejects(linesOf(damaged), refused);
  });

  it("names the file of a line that cannot be taken, and why", async () => {
    using temporary = temporaryFolder();
    const file = join(temporary.path, "lines.gz");
    writeFileSync(file, member(["{", "}"]));
    await assert.rejects(
      forEachGzipLine(file, (line) => void JSON.parse(line)),
      /lines\.gz": .*JSON/,
    );
  });
});

describe("readLineBatches", () => {
  it("says how many bytes it read, and at the end whether the last line was whole", async () => {
    using temporary = temporaryFolder();
    const file = join(temporary.path, "lines.ndjson");
    const lines = noise(3_000, 60);
    for (const [rest, endsWhole] of [
      ["", true],
      ["half", false],
    ] as const) {
      const text = lines.map((line) => `${line}\n`).join("") + rest;
      writeFileSync(file, text);
      const batches = await Array.fromAsync(readLineBatches(file));
      assert.ok(batches.length > 3, "several reads of the default size");
      assert.deepEqual(
        batches.flatMap((batch) => batch.lines),
        lines,
      );
      assert.deepEqual(batches.at(-1), { lines: [], bytesRead: text.length, endsWhole });
      assert.ok(batches.slice(0, -1).every((batch) => batch.lines.length > 0 && !batch.endsWhole));
    }
  });

  it("begins at the byte it is given, in a plain file and at a gzip member", async () => {
    using temporary = temporaryFolder();
    const plain = join(temporary.path, "lines.ndjson");
    writeFileSync(plain, "one\ntwo\n");
    const packed = join(temporary.path, "lines.gz");
    writeFileSync(packed, Buffer.concat([member(["one"]), member(["two"])]));
    for (const [file, start] of [
      [plain, 4],
      [packed, member(["one"]).length],
    ] as const) {
      const batches = await Array.fromAsync(readLineBatches(file, { start }));
      assert.deepEqual(
        batches.flatMap(({ lines }) => lines),
        ["two"],
      );
    }
  });
});

describe("isPlaceToBegin", () => {
  it("is the first byte, the beginning of a gzip member, the end, and any byte of a plain file", async () => {
    using temporary = temporaryFolder();
    const file = join(temporary.path, "lines.gz");
    const first = member(["one"]);
    const bytes = Buffer.concat([first, member(["two"])]);
    writeFileSync(file, bytes);
    const places = await Promise.all(
      Array.from({ length: bytes.length + 1 }, (_, byte) => isPlaceToBegin(file, byte)),
    );
    assert.deepEqual(
      places.flatMap((isPlace, byte) => (isPlace ? [byte] : [])),
      [0, first.length, bytes.length],
    );
    assert.ok(await isPlaceToBegin(join(temporary.path, "lines.ndjson"), 3));
    assert.ok(await isPlaceToBegin(join(temporary.path, "none.gz"), 3));
  });
});
