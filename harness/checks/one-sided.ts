import { tQuantile } from "../stats/distributions.ts";
import type { Measured } from "./difference.ts";

/**
 * The ratio that the true one is above, or below, with 95 %: the end of the 90 % interval, which a test against one side
 * goes by (METHOD.md §2.4). A summary stores the 95 % interval; both are t on the same degrees, so one follows from the other. Where these are not known, they are taken for
 * many: the bound is farther out then.
 */
export function oneSidedBound(
  {
    ratio,
    low,
    high,
    degreesOfFreedom,
    scale,
  }: Pick<Measured, "ratio" | "low" | "high" | "degreesOfFreedom" | "scale">,
  side: "above" | "below",
): number {
  const [to, from] = scale === "log" ? [Math.log, Math.exp] : [identity, identity];
  const degrees = degreesOfFreedom ?? 1e6;
  const narrowing = tQuantile(0.95, degrees) / tQuantile(0.975, degrees);
  const end = to(side === "above" ? high : low);
  return from(to(ratio) + (end - to(ratio)) * narrowing);
}

function identity(value: number): number {
  return value;
}
