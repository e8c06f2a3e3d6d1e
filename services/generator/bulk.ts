import type { Socket } from "node:net";
import { setImmediate as yieldLoop } from "node:timers/promises";
import type { Outcome } from "../../harness/model/sample.ts";
import type { BulkReply } from "../http-server/bulk.ts";
import { bulkPattern } from "../shared/bulk-pattern.ts";
import { type BulkReceiver, bulkReceiver, bytesBetween, type Mark } from "../shared/bulk-receiver.ts";
import type { Clock } from "../shared/clock.ts";
import { answerParser } from "./answer-parser.ts";
import type { LoadRun } from "./closed-loop.ts";
import { outcomeOfError } from "./flight.ts";
import { fixedHeaders } from "./http-client.ts";
import type { OpenSocket } from "./open-socket.ts";

const pattern = bulkPattern();
/** Written at once, as one chunk of the body: the pattern four times. */
const portion = Buffer.concat([
  Buffer.from(`${(4 * pattern.length).toString(16)}\r\n`),
  ...[pattern, pattern, pattern, pattern],
  Buffer.from("\r\n"),
]);
const lastChunk = Buffer.from("0\r\n\r\n");
const uploadHead = headOf("POST", "content-type: application/octet-stream\r\ntransfer-encoding: chunked\r\n");
const downloadHead = headOf("GET", "");
const longestHead = 16_384;

function headOf(method: "GET" | "POST", fields: string): string {
  return `${method} /bulk HTTP/1.1\r\nhost: ${fixedHeaders.host}\r\n${fields}\r\n`;
}

/** One stream's verified bytes inside the window, and how it ended. */
interface StreamEnd {
  outcome: Outcome;
  bytes: number;
}

/**
 * Streams of the known pattern, a connection each, as fast as they go; the bytes that the receiver verified inside the window,
 * METHOD.md §1.6. A stream that breaks counts as one error and is not opened again; without the service's account of it,
 * an upward one has no verified bytes.
 */
export async function bulk(
  run: LoadRun,
  direction: "up" | "down",
  opened: readonly PromiseSettledResult<OpenSocket>[],
): Promise<number> {
  const stream = direction === "up" ? sendStream : receiveStream;
  const ends = await Promise.all(
    opened.map((one) =>
      one.status === "fulfilled"
        ? stream(run, one.value)
        : { outcome: outcomeOfError(one.reason as NodeJS.ErrnoException), bytes: 0 },
    ),
  );
  for (const { outcome } of ends) if (outcome !== "ok") run.tally.fail(outcome);
  return Math.round(ends.reduce((sum, { bytes }) => sum + bytes, 0));
}

/** When a stream is over whatever comes, and what that is called. */
interface Limit {
  atNs: number;
  outcome(): Outcome;
}

/** What both directions share: data, failure and limit, whichever ends the stream first; its socket is gone then. */
async function followStream(
  clock: Clock,
  { socket, onData }: OpenSocket,
  limit: Limit,
  read: (chunk: Buffer) => Outcome | null,
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const timer = setTimeout(() => resolve(limit.outcome()), (limit.atNs - clock.now()) / 1e6);
  socket.on("error", (error) => resolve(outcomeOfError(error)));
  socket.on("close", () => resolve("reset"));
  onData((chunk) => {
    const outcome = read(chunk);
    if (outcome) resolve(outcome);
  });
  if (socket.destroyed) resolve("reset"); // before anybody listened
  const outcome = await promise;
  clearTimeout(timer);
  socket.destroy();
  return outcome;
}

async function sendStream(
  { clock, window, timeoutMs, watch }: LoadRun,
  open: OpenSocket,
): Promise<StreamEnd> {
  const answers = answerReader();
  const limit: Limit = { atNs: window.endNs + timeoutMs * 1e6, outcome: () => "timeout" };
  const following = followStream(clock, open, limit, (chunk) => answers.read(chunk));
  const { socket } = open;
  socket.write(uploadHead);
  while (clock.now() < window.endNs && !socket.destroyed) {
    watch.tick(clock.now());
    if (!socket.write(portion)) await writable(socket);
    await yieldLoop(); // also where the kernel takes all at once, the other streams and the timers have their turn
  }
  if (!socket.destroyed) socket.write(lastChunk);
  const outcome = await following;
  const reply = outcome === "ok" ? answers.reply() : null;
  if (!reply) return { outcome, bytes: 0 };
  const marks = reply.marks.map(([atNs, bytes]): Mark => [atNs + clock.fromAbsolute(reply.originNs), bytes]);
  const bytes = bytesBetween(marks, window.fromNs, window.endNs);
  return { outcome: reply.isIntact ? "ok" : "mismatch", bytes };
}

/** Reads the service's account, which comes when the body has ended. */
function answerReader(): { read(chunk: Buffer): Outcome | null; reply(): BulkReply } {
  const parser = answerParser();
  let reply: BulkReply;
  return {
    reply: () => reply,
    read(chunk) {
      try {
        const answer = parser.feed(chunk);
        if (!answer) return null;
        if (answer.status !== 200) return "status";
        reply = JSON.parse(answer.body.toString("utf8")) as BulkReply;
        return Array.isArray(reply.marks) ? "ok" : "mismatch";
      } catch {
        return "mismatch"; // whatever is at the other end may answer
      }
    },
  };
}

async function receiveStream({ clock, window, watch }: LoadRun, open: OpenSocket): Promise<StreamEnd> {
  let head = Buffer.alloc(0);
  let receiver: BulkReceiver | null = null;
  const limit: Limit = { atNs: window.endNs, outcome: () => (receiver ? "ok" : "timeout") };
  const following = followStream(clock, open, limit, (chunk) => {
    watch.tick(clock.now());
    if (receiver) return receiver.take(chunk) ? null : "mismatch";
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return head.length > longestHead ? "mismatch" : null;
    if (!head.toString("latin1", 0, end).startsWith("HTTP/1.1 200 ")) return "status";
    receiver = bulkReceiver(pattern, clock.now);
    return receiver.take(head.subarray(end + 4)) ? null : "mismatch";
  });
  open.socket.write(downloadHead);
  const outcome = await following;
  const marks = (receiver as BulkReceiver | null)?.read().marks ?? [];
  return { outcome, bytes: bytesBetween(marks, window.fromNs, window.endNs) };
}

/** Resolves when the socket takes more, or never will. */
function writable(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      socket.off("drain", go).off("close", go);
      resolve();
    };
    socket.on("drain", go).on("close", go);
  });
}
