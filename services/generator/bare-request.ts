import type { ConnectionUse } from "../../harness/model/plan.ts";
import type { Outcome } from "../../harness/model/sample.ts";
import type { HttpAnswer } from "./answer-parser.ts";
import { fixedHeaders, requestPath } from "./http-client.ts";
import type { Message } from "./message.ts";

/** A request as it goes onto the socket, and how the right answer to it begins. */
export interface BareRequest {
  bytes: Buffer;
  message: Message;
  expected: Buffer;
}

/** The same bytes as http-client.ts sends, in the same order, so that all clients carry the same. */
export function bareRequest(message: Message, use: ConnectionUse): BareRequest {
  const fields = {
    ...fixedHeaders,
    "content-length": message.body.length,
    Connection: use === "kept" ? "keep-alive" : "close",
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return {
    bytes: Buffer.concat([
      Buffer.from(`POST ${requestPath} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1"),
      message.body,
    ]),
    message,
    expected: Buffer.from(`{"seq":${message.seq},"digest":"${message.digest}"`),
  };
}

/** Whether an answer proves that its request arrived: status, sequence number and digest of the secret. */
export function judgeAnswer({ status, body }: HttpAnswer, { message, expected }: BareRequest): Outcome {
  if (status !== 200) return "status";
  if (body.length > expected.length && body.compare(expected, 0, expected.length, 0, expected.length) === 0)
    return "ok";
  try {
    const reply = JSON.parse(body.toString("utf8")) as { seq?: unknown; digest?: unknown } | null;
    return reply?.seq === message.seq && reply.digest === message.digest ? "ok" : "mismatch";
  } catch {
    return "mismatch"; // whatever is at the other end may answer
  }
}
