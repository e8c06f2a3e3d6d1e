import type { Phase } from "../model/plan.ts";

/** What one phase sends, at most: a scenario that does not carry a workload has no lane for it. */
export function trafficOf({ scenarios, workloads, seconds, ratePerSecond }: Phase): {
  lanes: number;
  requests: number;
} {
  const lanes = scenarios.length * workloads.length;
  return { lanes, requests: Math.round(lanes * seconds * ratePerSecond) };
}
