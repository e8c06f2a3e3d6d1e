import { type Count, everyNth, type Fault } from "../fault.ts";
import { swallow } from "./swallow.ts";

const answer = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n";

/** Answers every n-th request itself with status 503; it does not reach the service, its connection stays open; K11. */
export function statusEvery(n: number, count: Count): Fault {
  const isHit = everyNth(n);
  return {
    open: ({ near }) =>
      swallow(isHit, () => {
        count("status");
        near.write(answer);
      }),
  };
}
