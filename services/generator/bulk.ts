import type { Socket } from "node:net";
import { setImmediate as yieldLoop } from "node:timers/promises";
import type { Outcome } from "../../harness/model/sample.ts";
import { bulkPattern } from "../shared/bulk-pattern.ts";
import { type BulkReceiver, bulkReceiver, bytesBetween } from "../shared/bulk-receiver.ts";
import type { Clock } from "../shared/clock.ts";
import { answerParser } from "./answer-parser.ts";
import { type BulkAccount, parseAccount, type SentStream } from "./bulk-account.ts";
import type { LoadRun } from "./closed-loop.ts";
import { outcomeOfError } from "./flight.ts";
import { fixedHeaders } from "./http-client.ts";
import type { OpenSocket } from "./open-socket.ts";

const pattern = bulkPattern();
const portionBytes = 4 * pattern.length;
/** Written at once, as one chunk of the body: the pattern four times. */
const portion = Buffer.concat([
  Buffer.from(`${portionBytes.toString(16)}\r\n`),
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

/** One stream's verified bytes inside the window, null where they are not known, and how it ended. */
interface StreamEnd {
  outcome: Outcome;
  bytes: number | null;
}

/**
 * Streams of the known pattern, a connection each, as fast as they go; the bytes that the receiver verified inside the window,
 * METHOD.md §1.6. A stream that breaks counts as one error and is not opened again. null: of one upward stream the service's
 * account never came, so what arrived of it is not known.
 */
export async function bulk(
  run: LoadRun,
  direction: "up" | "down",
  opened: readonly PromiseSettledResult<OpenSocket>[],
): Promise<number | null> {
  const stream = direction === "up" ? sendStream : receiveStream;
  const ends = await Promise.all(
    opened.map((one) =>
      one.status === "fulfilled"
        ? stream(run, one.value)
        : { outcome: outcomeOfError(one.reason as NodeJS.ErrnoException), bytes: 0 },
    ),
  );
  for (const { outcome } of ends) if (outcome !== "ok") run.tally.fail(outcome);
  const bytes = ends.map((end) => end.bytes).filter((one) => one !== null);
  return bytes.length < ends.length ? null : Math.round(bytes.reduce((sum, one) => sum + one, 0));
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

/** Stops writing at the end; what tunnel and kernels hold then may still arrive, and the account of it, for `drainMs`. */
async function sendStream({ clock, window, drainMs, watch }: LoadRun, open: OpenSocket): Promise<StreamEnd> {
  const sent: SentStream = { bytes: 0, fromNs: clock.now() };
  const answer = accountReader(sent, clock);
  const limit: Limit = { atNs: window.endNs + drainMs * 1e6, outcome: () => "timeout" };
  const following = followStream(clock, open, limit, answer.read);
  const { socket } = open;
  socket.write(uploadHead);
  while (clock.now() < window.endNs && !socket.destroyed) {
    watch.tick(clock.now());
    sent.bytes += portionBytes;
    if (!socket.write(portion)) await writable(socket);
    await yieldLoop(); // also where the kernel takes all at once, the other streams and the timers have their turn
  }
  if (!socket.destroyed) socket.write(lastChunk);
  const outcome = await following;
  const account = answer.account();
  if (account) return { outcome, bytes: bytesBetween(account.marks, window.fromNs, window.endNs) };
  return { outcome, bytes: outcome === "status" || outcome === "mismatch" ? 0 : null }; // a stranger has taken nothing
}

/** Reads the service's account, which comes when the body has ended. */
function accountReader(sent: SentStream, clock: Clock) {
  const parser = answerParser();
  let account: BulkAccount | null = null;
  const answerIn = (chunk: Buffer) => {
    try {
      return parser.feed(chunk);
    } catch {
      return "mismatch"; // whatever is at the other end may answer
    }
  };
  return {
    account: () => account,
    read(chunk: Buffer): Outcome | null {
      const answer = answerIn(chunk);
      if (answer === null || answer === "mismatch") return answer;
      if (answer.status !== 200) return "status";
      account = parseAccount(answer.body, sent, clock);
      return account?.isIntact ? "ok" : "mismatch";
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
