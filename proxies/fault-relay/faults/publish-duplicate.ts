import { type Count, everyNth, type Fault } from "../fault.ts";

/** Forwards every n-th PUBLISH twice, one right after the other; K13. */
export function publishDuplicateEvery(n: number, count: Count): Fault {
  const isHit = everyNth(n);
  return {
    open: () => ({
      toService(unit) {
        if (!unit.isRequest || !isHit()) return [unit];
        count("publish-duplicate");
        return [unit, unit];
      },
    }),
  };
}
