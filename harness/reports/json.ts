import type { Summary } from "../model/summary.ts";

/** The summary itself, as summary.json holds it. */
export function renderJson(summary: Summary): string {
  return `${JSON.stringify(summary, null, 2)}\n`;
}
