import type { Phase, Plan } from "../model/plan.ts";
import { trafficOf } from "./plan-traffic.ts";

/** The plan as rows of a table: one for each kind of phase in an instance, how often it comes, how long, how much. */
export function describePlan(plan: Plan): string[][] {
  const groups = Map.groupBy(plan.phases, kindOf);
  const rows = [...groups].map(([kind, phases]) => {
    const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0);
    const requests = phases.reduce((sum, phase) => sum + trafficOf(phase).requests, 0);
    const rates = [...new Set(phases.map(({ ratePerSecond }) => ratePerSecond))].filter((rate) => rate > 0);
    const rate = rates.map((value) => Number(value.toPrecision(3))).join(", ");
    return [
      kind,
      String(phases.length),
      seconds.toFixed(0),
      rate || "–",
      requests > 0 ? `≤ ${requests}` : "–",
    ];
  });
  return [["phase", "times", "seconds", "rate a target, 1/s", "requests"], ...rows];
}

/** `about 12 min 5 s`. */
export function durationText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds % 60);
  return minutes === 0 ? `${rest} s` : `${minutes} min ${rest} s`;
}

function kindOf({ kind, load }: Phase): string {
  if (load?.kind === "bulk") return `bulk ${load.direction}, ${load.streams} streams`;
  return load ? `${load.kind}, ${load.connections} connections` : kind;
}
