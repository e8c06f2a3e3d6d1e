import type { Fault } from "../fault.ts";

/**
 * One server for all connections that takes `serviceMs` for each request, in the order of their arrival; K4, K7. A
 * request's service begins when the one before was due to end, not when it left, so the capacity is 1/serviceMs
 * without drift.
 */
export function serial(serviceMs: number): Fault {
  let freeMs = 0;
  return {
    toServiceTiming(readyMs, { isRequest }) {
      if (!isRequest) return readyMs;
      freeMs = Math.max(freeMs, readyMs) + serviceMs;
      return freeMs;
    },
    isPrecise: true,
  };
}
