import type { Sample } from "../model/sample.ts";

/** When the verified answer was complete; +Infinity without one. */
export function answeredNs({ outcome, doneNs }: Sample): number {
  return outcome === "ok" && doneNs !== null ? doneNs : Number.POSITIVE_INFINITY;
}

/** From the release to the verified answer, METHOD.md §1.2; +Infinity without one. */
export function latencyUsOf(sample: Sample): number {
  return (answeredNs(sample) - sample.readyNs) / 1000;
}
