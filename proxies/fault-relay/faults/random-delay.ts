import type { Fault } from "../fault.ts";

export type Distribution =
  | { name: "exponential"; meanMs: number }
  | { name: "uniform"; fromMs: number; toMs: number };

/** Holds every request for a time drawn from a distribution; K2. `uniform` gives numbers in [0, 1). */
export function randomDelay(distribution: Distribution, uniform: () => number): Fault {
  return {
    toServiceTiming: (readyMs, { isRequest }) => readyMs + (isRequest ? drawMs(distribution, uniform()) : 0),
    isPrecise: true,
  };
}

/** The distribution's quantile of `u`, in ms: inversion, Devroye, Non-Uniform Random Variate Generation, §II.2. */
export function drawMs(distribution: Distribution, u: number): number {
  if (distribution.name === "exponential") return -distribution.meanMs * Math.log(1 - u);
  const { fromMs, toMs } = distribution;
  return fromMs + (toMs - fromMs) * u;
}
