import { randomBytes } from "node:crypto";
import { digestOf, secretOf } from "../../harness/model/secret.ts";

/** A message that is ready to be sent, with the answer that proves its arrival. */
export interface Message {
  seq: number;
  body: Buffer;
  digest: string;
}

export interface MessageOptions {
  key: Buffer;
  clientId: string;
  workload: "http" | "mqtt";
  seq: number;
  payloadBytes: number;
}

/**
 * The study's document (PAPER.md) with sequence number and padding, `payloadBytes` long to the byte.
 * The padding is random text, so that no tunnel can gain by compressing it.
 */
export function buildMessage({ key, clientId, workload, seq, payloadBytes }: MessageOptions): Message {
  const secret = secretOf(key, clientId, workload, seq);
  const document = {
    type: "secret",
    secret,
    client_time: new Date().toISOString(),
    device: `${workload}_client`,
    client_ID: clientId,
    seq,
    pad: "",
  };
  const missing = payloadBytes - Buffer.byteLength(JSON.stringify(document));
  if (missing < 0)
    throw new Error(`payload must be at least ${payloadBytes - missing} bytes, but is ${payloadBytes}`);
  document.pad = randomBytes(missing).toString("base64url").slice(0, missing);
  return { seq, body: Buffer.from(JSON.stringify(document)), digest: digestOf(secret) };
}
