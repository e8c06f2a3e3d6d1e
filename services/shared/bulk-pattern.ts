import { createCipheriv, createHash } from "node:crypto";

const patternBytes = 65_536;

/**
 * What a bulk stream consists of, again and again: AES-256-CTR under the SHA-256 of a public label, so both ends know it and
 * no secret is in it. Its period is longer than the 32 KiB window of deflate, so that compressing gains nothing.
 */
export function bulkPattern(): Buffer {
  const key = createHash("sha256").update("tunnelbench bulk pattern 1").digest();
  return createCipheriv("aes-256-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(patternBytes));
}

/** Checks a bulk stream against the pattern, chunk by chunk; false from the first chunk on that differs. */
export function patternChecker(pattern: Buffer): (chunk: Buffer) => boolean {
  let place = 0;
  let isIntact = true;
  return (chunk) => {
    let done = 0;
    while (isIntact && done < chunk.length) {
      const take = Math.min(chunk.length - done, pattern.length - place);
      isIntact = chunk.compare(pattern, place, place + take, done, done + take) === 0;
      done += take;
      place = (place + take) % pattern.length;
    }
    return isIntact;
  };
}
