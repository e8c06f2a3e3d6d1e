import type { Fault } from "../fault.ts";

/**
 * Splits each chunk of an answer into two writes; K33. With Nagle's algorithm on, the kernel keeps the second until the first
 * is acknowledged, and the client delays that by 40 ms, because it has nothing to send: write-write-read.
 */
export function splitAnswers(): Fault {
  return {
    open: () => ({
      toClient({ bytes, isRequest }) {
        const half = Math.ceil(bytes.length / 2);
        const parts = [bytes.subarray(0, half), bytes.subarray(half)];
        return parts.filter((part) => part.length > 0).map((part) => ({ bytes: part, isRequest }));
      },
    }),
  };
}
