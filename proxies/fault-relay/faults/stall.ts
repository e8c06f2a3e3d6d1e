import type { Fault } from "../fault.ts";

/** In each period of `everyMs`, from the start of the process on, nothing leaves for the service in the first `stallMs`; K3. */
export function stall(stallMs: number, everyMs: number): Fault {
  return {
    toServiceTiming(readyMs) {
      const intoPeriodMs = readyMs % everyMs;
      return intoPeriodMs < stallMs ? readyMs - intoPeriodMs + stallMs : readyMs;
    },
  };
}
