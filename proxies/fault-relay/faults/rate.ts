import type { Fault, Timing, Unit } from "../fault.ts";

/** Units leave in pieces of at most this size, so that 10 MB/s flow in steps of 1.6 ms. */
const pieceBytes = 16 * 1024;

/** A token bucket a direction over all connections: `burstBytes` at once, then `bytesPerSecond`; K6. */
export function rate(bytesPerSecond: number, burstBytes: number): Fault {
  const pieces = (unit: Unit) => cut(unit);
  return {
    open: () => ({ toService: pieces, toClient: pieces }),
    toServiceTiming: bucket(bytesPerSecond, burstBytes),
    toClientTiming: bucket(bytesPerSecond, burstBytes),
  };
}

/**
 * The bucket as the virtual scheduling algorithm of ITU-T I.371 (GCRA): `fullMs` is when it would be full again. Times
 * add up without regard to when a piece really left, so a late timer costs no rate.
 */
export function bucket(bytesPerSecond: number, burstBytes: number): Timing {
  const msPerByte = 1_000 / bytesPerSecond;
  let fullMs = 0;
  return (readyMs, { bytes }) => {
    fullMs = Math.max(fullMs, readyMs) + bytes.length * msPerByte;
    return Math.max(readyMs, fullMs - burstBytes * msPerByte);
  };
}

function cut({ bytes, isRequest }: Unit): Unit[] {
  const pieces: Unit[] = [];
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    pieces.push({ bytes: bytes.subarray(start, start + pieceBytes), isRequest: isRequest && start === 0 });
  }
  return pieces;
}
