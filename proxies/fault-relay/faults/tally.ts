import type { Count, Fault } from "../fault.ts";

/** No fault: counts the requests that arrive, of which the others strike some. */
export function tally(what: string, count: Count): Fault {
  return {
    open: () => ({
      toService(unit) {
        if (unit.isRequest) count(what);
        return [unit];
      },
    }),
  };
}
