import type { Fault } from "../fault.ts";

/** Holds every unit towards the service for `delayMs`; K1. */
export function fixedDelay(delayMs: number): Fault {
  return { toServiceTiming: (readyMs) => readyMs + delayMs, isPrecise: delayMs > 0 };
}
