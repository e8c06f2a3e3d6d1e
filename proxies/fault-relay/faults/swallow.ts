import type { Step } from "../fault.ts";

/** A step that keeps the requests that `isHit` chooses from the service, with all their chunks; `onHit` runs once each. */
export function swallow(isHit: () => boolean, onHit: () => void): Step {
  let isSwallowing = false;
  return {
    toService(unit) {
      if (unit.isRequest) {
        isSwallowing = isHit();
        if (isSwallowing) onHit();
      }
      return isSwallowing ? [] : [unit];
    },
  };
}
