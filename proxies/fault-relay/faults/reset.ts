import { type Count, everyNth, type Fault } from "../fault.ts";
import { swallow } from "./swallow.ts";

/** Resets (RST) the connection of every n-th request, which does not reach the service; K8. */
export function resetEvery(n: number, count: Count): Fault {
  return resetThose(everyNth(n), count);
}

/** Resets the connection of each request with the given probability, independently; K9. `uniform` gives numbers in [0, 1). */
export function resetRandomly(probability: number, uniform: () => number, count: Count): Fault {
  return resetThose(() => uniform() < probability, count);
}

function resetThose(isHit: () => boolean, count: Count): Fault {
  return {
    open: ({ near }) =>
      swallow(isHit, () => {
        count("reset");
        near.resetAndDestroy();
      }),
  };
}
