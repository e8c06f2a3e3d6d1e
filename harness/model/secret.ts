import { createHash, createHmac } from "node:crypto";

/**
 * The secret of one message: HMAC-SHA-256 of the run's key over what names the message, 64 hexadecimal digits.
 * Harness and generator compute it apart, so that no list of secrets is ever stored.
 */
export function secretOf(key: Buffer, clientId: string, workload: string, seq: number): string {
  return createHmac("sha256", key).update(`${clientId}/${workload}/${seq}`).digest("hex");
}

/** What a service answers to show that it received the secret: SHA-256, 64 hexadecimal digits. */
export function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
