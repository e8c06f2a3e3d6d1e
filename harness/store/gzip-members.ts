import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

/** RFC 1952 §2.3.1: ID1, ID2, deflate; then the flags, which zlib leaves 0. */
export const memberBeginning = Buffer.from([0x1f, 0x8b, 0x08, 0x00]);
const stepBytes = 2 ** 16;
/** What zlib says where its input ends too early. */
const cutOff = "Z_BUF_ERROR";

/**
 * Whether the last member of a file is whole, also of a file that is empty or not there. One that was cut can end at the end of a line
 * all the same, which only gzip's own end can tell. It is unpacked once more for that, and only it. Throws for what is no gzip.
 */
export async function endsWithWholeMember(file: string): Promise<boolean> {
  const start = await lastMember(file);
  if (start === null) return true;
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    await pipeline(createReadStream(file, { start }), createGunzip(), nowhere);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === cutOff) return false;
    throw error;
  }
}

/** The byte where the last member begins; null where there is nothing. */
async function lastMember(file: string): Promise<number | null> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    return size === 0 ? null : await searchBackwards(handle, size);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** The first byte where no beginning is whole. */
async function searchBackwards(handle: FileHandle, size: number): Promise<number> {
  for (let end = size; end > 0; end -= stepBytes) {
    const position = Math.max(0, end - stepBytes);
    // a beginning may lie across two steps
    const length = end - position + memberBeginning.length - 1;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), { position });
    const at = buffer.subarray(0, bytesRead).lastIndexOf(memberBeginning);
    if (at >= 0) return position + at;
  }
  return 0;
}
