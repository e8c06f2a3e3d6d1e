import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { constants, createGunzip } from "node:zlib";
import { BenchError } from "../model/error.ts";
import { endsWithWholeMember, memberBeginning } from "./gzip-members.ts";

const newline = 0x0a;
const gzipEnding = ".gz";

/** Whole lines that were read together. */
export interface LineBatch {
  lines: string[];
  /** Bytes of the file, as it is on the disk, that were read from `start` up to now. */
  bytesRead: number;
  /** Only the last batch, which has no lines, can be true: the file ended at the end of a line. */
  endsWhole: boolean;
}

export interface ReadLinesOptions {
  /** Byte to begin at: that of a line, or of a gzip member. @default 0 */
  start?: number;
}

/**
 * The whole lines of a file, or of a file of gzip members (`….gz`), in batches, without ever holding the file; nothing where
 * there is no file. What a crash cut off at the end, a member or a line, is left out. Throws `bad-input` for anything else
 * that is not gzip.
 */
export async function* readLineBatches(
  file: string,
  { start = 0 }: ReadLinesOptions = {},
): AsyncGenerator<LineBatch, undefined> {
  const source = createReadStream(file, { start });
  // Flushing instead of finishing gives what is whole of a truncated member.
  const gunzip = () => createGunzip({ chunkSize: 2 ** 16, finishFlush: constants.Z_SYNC_FLUSH });
  // errors of either reach the reader of the last one, who alone can tell them
  const bytes = file.endsWith(gzipEnding) ? pipeline(source, gunzip(), () => undefined) : source;
  try {
    let begun: Buffer = Buffer.alloc(0);
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      const end = chunk.lastIndexOf(newline);
      if (end < 0) begun = Buffer.concat([begun, chunk]);
      else {
        const lines = wholeLines(begun, chunk.subarray(0, end));
        yield { lines, bytesRead: source.bytesRead, endsWhole: false };
        begun = chunk.subarray(end + 1);
      }
    }
    yield { lines: [], bytesRead: source.bytesRead, endsWhole: begun.length === 0 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw unreadable(file, error as Error);
  }
}

/**
 * Whether one can begin to read at a byte where the file once ended. While a member is being written, its lines may all be
 * there and its end not: then the rest of it follows here.
 */
export async function isPlaceToBegin(file: string, byte: number): Promise<boolean> {
  if (byte === 0 || !file.endsWith(gzipEnding)) return true;
  try {
    await using handle = await open(file);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(memberBeginning.length), { position: byte });
    return bytesRead === 0 || buffer.equals(memberBeginning);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return true; // nothing, from any place on
    throw error;
  }
}

/**
 * Calls `take` with each whole line of a file of gzip members; see `readLineBatches`. Gives whether the file ended whole, as one
 * that is empty or not there does. Throws `bad-input` also for what `take` cannot read.
 */
export async function forEachGzipLine(file: string, take: (line: string) => void): Promise<boolean> {
  let endsWhole = true;
  for await (const batch of readLineBatches(file)) {
    ({ endsWhole } = batch);
    try {
      for (const line of batch.lines) take(line);
    } catch (error) {
      throw unreadable(file, error as Error);
    }
  }
  return endsWhole && (await endsWithWholeMember(file));
}

/** Split at the bytes of newlines, so that no character is ever cut. */
function wholeLines(begun: Buffer, rest: Buffer): string[] {
  return Buffer.concat([begun, rest]).toString().split("\n");
}

function unreadable(file: string, error: Error): BenchError {
  return new BenchError(`cannot read "${file}": ${error.message}`, {
    code: "bad-input",
    hints: ["was it changed after the run?"],
    cause: error,
  });
}
