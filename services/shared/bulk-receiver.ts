import { patternChecker } from "./bulk-pattern.ts";

/** Between two marks at least: often enough to tell where the settling ends, seldom enough to cost nothing. */
const markStepNs = 20e6;

/** A time in nanoseconds and the verified bytes until then. */
export type Mark = [atNs: number, bytes: number];

/** The receiver of a bulk stream, at either end. */
export interface BulkReceiver {
  /** false from the first chunk on that is not as it was sent. */
  take(chunk: Buffer): boolean;
  /** What was received until now: the marks, and whether all was as it was sent. Bytes after a difference do not count. */
  read(): { marks: Mark[]; isIntact: boolean };
}

export function bulkReceiver(pattern: Buffer, nowNs: () => number): BulkReceiver {
  const check = patternChecker(pattern);
  const marks: Mark[] = [[nowNs(), 0]];
  let bytes = 0;
  let lastNs = marks[0]![0];
  let isIntact = true;
  return {
    take(chunk) {
      isIntact = check(chunk);
      if (!isIntact) return false;
      bytes += chunk.length;
      lastNs = nowNs();
      if (lastNs - marks.at(-1)![0] >= markStepNs) marks.push([lastNs, bytes]);
      return true;
    },
    read: () => ({ marks: [...marks, [lastNs, bytes]], isIntact }),
  };
}

/** Verified bytes between two times: linear between two marks, nothing outside of them. */
export function bytesBetween(marks: readonly Mark[], fromNs: number, toNs: number): number {
  return bytesUntil(marks, toNs) - bytesUntil(marks, fromNs);
}

function bytesUntil(marks: readonly Mark[], atNs: number): number {
  const after = marks.findIndex(([markNs]) => markNs >= atNs);
  if (after === -1) return marks.at(-1)?.[1] ?? 0;
  if (after === 0) return 0;
  const [[earlierNs, earlier], [laterNs, later]] = [marks[after - 1]!, marks[after]!];
  return earlier + ((later - earlier) * (atNs - earlierNs)) / (laterNs - earlierNs);
}
