import { type Count, everyNth, type Fault } from "../fault.ts";

/** Does not forward every n-th PUBLISH; K13. */
export function publishDropEvery(n: number, count: Count): Fault {
  const isHit = everyNth(n);
  return {
    open: () => ({
      toService(unit) {
        if (!unit.isRequest || !isHit()) return [unit];
        count("publish-drop");
        return [];
      },
    }),
  };
}
