import type { BulkReply } from "../http-server/bulk.ts";
import type { Mark } from "../shared/bulk-receiver.ts";
import type { Clock } from "../shared/clock.ts";

/** The service's account of an upward stream, on this process's clock. */
export interface BulkAccount {
  marks: Mark[];
  isIntact: boolean;
}

/** What the sender knows itself of the stream. */
export interface SentStream {
  bytes: number;
  /** When its head was written. */
  fromNs: number;
}

/**
 * Reads the body of the service's answer. null where it is no account, or none of this stream: whatever is at the other end may
 * answer. All containers share one clock, so the marks lie between the stream's head and now; none is of more than was sent.
 */
export function parseAccount(body: Buffer, sent: SentStream, clock: Clock): BulkAccount | null {
  const reply = parseReply(body);
  if (!reply) return null;
  const originNs = clock.fromAbsolute(reply.originNs);
  const marks = reply.marks.map(([atNs, bytes]): Mark => [atNs + originNs, bytes]);
  const bounds: Mark[] = [[sent.fromNs, 0], ...marks, [clock.now(), sent.bytes]];
  return isAscending(bounds) ? { marks, isIntact: reply.isIntact } : null;
}

function parseReply(body: Buffer): BulkReply | null {
  let reply: Partial<BulkReply> | null;
  try {
    reply = JSON.parse(body.toString("utf8")) as Partial<BulkReply> | null;
  } catch {
    return null;
  }
  const { originNs, marks, isIntact } = reply ?? {};
  if (typeof originNs !== "string" || !/^\d{1,20}$/.test(originNs) || typeof isIntact !== "boolean")
    return null;
  return Array.isArray(marks) && marks.length > 0 && marks.every(isMark)
    ? { originNs, marks, isIntact }
    : null;
}

/** JSON's 1e999 is infinite. */
function isMark(mark: unknown): mark is Mark {
  return Array.isArray(mark) && mark.length === 2 && mark.every(Number.isFinite);
}

function isAscending(marks: readonly Mark[]): boolean {
  return marks.every(([atNs, bytes], index) => {
    const [beforeNs, before] = marks[index - 1] ?? [atNs, bytes];
    return atNs >= beforeNs && bytes >= before;
  });
}
