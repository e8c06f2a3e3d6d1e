import type { Outcome } from "../../harness/model/sample.ts";
import type { Clock } from "../shared/clock.ts";
import type { Flight } from "./flight.ts";

/** Flights that wait for a socket: each lands in time, whether or not anything is ever heard of it. */
export interface PendingFlights {
  add(flight: Flight): void;
  /** It has ended in another way. */
  delete(flight: Flight): void;
  endAll(outcome: Outcome): void;
}

/** Lands `timeout` after `timeoutMs`. One timer for all, which exists only while something is pending. */
export function pendingFlights(clock: Clock, timeoutMs: number): PendingFlights {
  /** Until when, nanoseconds; in the order of adding, which is that of the times. */
  const untilNs = new Map<Flight, number>();
  let timer: NodeJS.Timeout | undefined;

  function sweep(): void {
    timer = undefined;
    for (const [flight, until] of untilNs) {
      const leftMs = (until - clock.now()) / 1e6;
      if (leftMs > 0) {
        timer = setTimeout(sweep, leftMs);
        return;
      }
      untilNs.delete(flight);
      flight.land("timeout");
    }
  }
  function stopWhenEmpty(): void {
    if (untilNs.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  }
  return {
    add(flight) {
      untilNs.set(flight, clock.now() + timeoutMs * 1e6);
      timer ??= setTimeout(sweep, timeoutMs);
    },
    delete(flight) {
      if (untilNs.delete(flight)) stopWhenEmpty();
    },
    endAll(outcome) {
      const flights = [...untilNs.keys()];
      untilNs.clear();
      stopWhenEmpty();
      for (const flight of flights) flight.land(outcome);
    },
  };
}
