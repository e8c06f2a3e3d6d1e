import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { constants, createGunzip } from "node:zlib";
import { BenchError } from "../model/error.ts";

const newline = 0x0a;

/**
 * Calls `take` with each whole line of a file of gzip members, without ever holding the file; does nothing where there is
 * no file. What a crash cut off at the end, a member or a line, is left out. Throws `bad-input` for anything else that is
 * not gzip, or that `take` cannot read.
 */
export async function forEachGzipLine(file: string, take: (line: string) => void): Promise<void> {
  // Flushing instead of finishing gives what is whole of a truncated member.
  const gunzip = createGunzip({ chunkSize: 2 ** 16, finishFlush: constants.Z_SYNC_FLUSH });
  try {
    await pipeline(createReadStream(file), gunzip, (chunks) => splitLines(chunks, take));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw new BenchError(`cannot read "${file}": ${(error as Error).message}`, {
      code: "bad-input",
      hints: ["was it changed after the run?"],
      cause: error,
    });
  }
}

/** Splits at the bytes of newlines, so that no character is ever cut. */
async function splitLines(chunks: AsyncIterable<Buffer>, take: (line: string) => void): Promise<void> {
  let begun: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(newline);
    if (end < 0) begun = Buffer.concat([begun, chunk]);
    else {
      for (const line of Buffer.concat([begun, chunk.subarray(0, end)])
        .toString()
        .split("\n"))
        take(line);
      begun = chunk.subarray(end + 1);
    }
  }
}
