import { type Check, isTrue } from "../check.ts";
import { duet, latencyMs, type Measured } from "../measured.ts";
import { zero } from "../targets.ts";

/** Linux's least delay of an acknowledgement, TCP_DELACK_MIN = HZ/25. */
const delayedAckMs = 40;
/** METHOD.md §1.4: 38 to 45 ms, or 200 to 215 ms. */
const cluster = { low: 38, high: 45 };

function isSuspect(measured: Measured, scenario: string): boolean {
  return measured.http(scenario).flags.some(({ id }) => id === "delayed-ack-suspect");
}

/** K33 of METHOD.md §8: Nagle's algorithm against delayed acknowledgements is seen, and only where it is. */
export const nagleChecks: readonly Check[] = [
  {
    ...{ id: "K33-cluster", title: "nagle: median of the answers that waited", unit: "ms" },
    find(measured) {
      const base = measured.zeroMs(duet);
      const waited = measured
        .samples(duet, "nagle")
        .map(latencyMs)
        .filter((time) => time > delayedAckMs / 2 + base)
        .toSorted((a, b) => a - b);
      return { expected: delayedAckMs + base, observed: waited[waited.length >> 1] ?? 0, ...cluster };
    },
  },
  {
    ...{ id: "K33-flag", title: "nagle: delayed-ack-suspect is raised (1 = yes)", unit: "" },
    find: (measured) => isTrue(isSuspect(measured, "nagle")),
  },
  {
    ...{ id: "K33-off", title: "without it: delayed-ack-suspect is not raised (1 = yes)", unit: "" },
    find: (measured) => isTrue(!isSuspect(measured, zero)),
  },
];
