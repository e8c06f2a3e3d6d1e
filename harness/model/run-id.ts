import { randomBytes } from "node:crypto";

/** `<utc date-time>-<4 hex>`: sorts by time, and two runs of one second differ. DESIGN.md §6. */
export function newRunId(now: Date): string {
  const dateTime = now.toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "");
  return `${dateTime}-${randomBytes(2).toString("hex")}`;
}

/** True for the name of a run folder. */
export function isRunId(text: string): boolean {
  return /^\d{8}T\d{6}Z-[0-9a-f]{4}$/.test(text);
}
