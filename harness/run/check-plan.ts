import { BenchError } from "../model/error.ts";
import type { Plan } from "../model/plan.ts";
import { checkProfile } from "./check-profile.ts";
import { checkTraffic } from "./check-traffic.ts";

/** Refuses what cannot be measured, before anything starts. Throws `bad-input` with every reason. */
export function checkPlan(plan: Plan): void {
  const refusals = [...checkProfile(plan.profile), ...checkTraffic(plan)];
  if (refusals.length === 0) return;
  const hints = [...new Set(refusals.map(({ nearest }) => nearest))];
  throw new BenchError(refusals.map(({ what }) => what).join("\n"), { code: "bad-input", hints });
}
