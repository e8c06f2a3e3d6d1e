import { type Count, everyNth, type Fault, type Unit } from "../fault.ts";

/**
 * Swaps every n-th pair of PUBLISH packets: the first and second of a connection are a pair, the third and fourth, and so
 * on; pairs are counted over all connections as they begin. The first of such a pair waits for the next packet; if
 * that is no PUBLISH, or the connection ends, the order stays; K13.
 */
export function publishSwapEvery(n: number, count: Count): Fault {
  const isHit = everyNth(n);
  return {
    open() {
      let isFirst = false;
      let held: Unit[] = [];
      const release = () => held.splice(0);
      return {
        toService(unit) {
          if (!unit.isRequest) return [...release(), unit];
          isFirst = !isFirst;
          if (isFirst) {
            if (!isHit()) return [unit];
            held = [unit];
            return [];
          }
          if (held.length > 0) count("publish-swap");
          return [unit, ...release()];
        },
        rest: release,
      };
    },
  };
}
