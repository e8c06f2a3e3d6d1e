import { type Count, everyNth, type Fault } from "../fault.ts";
import { swallow } from "./swallow.ts";

/** Every n-th request does not reach the service and is never answered; its connection stays open; K10. */
export function blackholeEvery(n: number, count: Count): Fault {
  const isHit = everyNth(n);
  return { open: () => swallow(isHit, () => count("blackhole")) };
}
