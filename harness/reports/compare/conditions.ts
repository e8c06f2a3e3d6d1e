import type { Profile } from "../../model/plan.ts";
import type { RunRecord } from "../../model/run-record.ts";

/** What of a run's record says whether another one measured the same thing. */
export interface ConditionSource {
  host: Pick<RunRecord["host"], "id" | "kernel" | "cpuModel" | "cpuCount" | "memoryBytes">;
  plan: Pick<RunRecord["plan"], "profile" | "scenarios" | "workloads">;
}

/** Of a run that does not tell; it forbids nothing. */
export const notKnown = "not known";

/** Settings that change what is measured; the others change only how often or how long. */
const decisiveSettings = [
  ...["payloadBytes", "arrivals", "duet.ratePerSecond", "slots.ratePerSecond"],
  ...["study.minutes", "study.windowMinutes", "study.everySeconds", "study.isConcurrent"],
];

/**
 * Everything in which two runs must agree, in words, lest latencies and costs of different things be compared. The scenarios
 * are among it, because a relation to baseline depends on what is measured beside it: relay took 1.46 times baseline's p50 among
 * four scenarios and 1.66 times among nine (two runs each, within 1 %).
 */
export function conditionsOf({ host, plan }: ConditionSource): Record<string, string> {
  const settings = settingsOf(plan.profile);
  return {
    machine: `${host.cpuCount} × ${host.cpuModel}, ${(host.memoryBytes / 2 ** 30).toFixed(1)} GiB`,
    // runs of the first schema version have no id, so the description must do
    "machine's id": host.id ?? notKnown,
    kernel: host.kernel,
    "scenarios that were measured together": plan.scenarios.toSorted().join(", "),
    workloads: plan.workloads.toSorted().join(", "),
    ...Object.fromEntries(
      decisiveSettings.map((path) => [`profile's ${path}`, settings.get(path) ?? "none"]),
    ),
  };
}

/** By which conditions two runs measured different things. */
export function conflicts(first: Record<string, string>, second: Record<string, string>): string[] {
  return Object.keys(first).filter(
    (name) => first[name] !== second[name] && first[name] !== notKnown && second[name] !== notKnown,
  );
}

/** Leaves of a profile by path: `duet.ratePerSecond` → `25`. What is left out has its default. */
export function settingsOf(profile: Profile): Map<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string) => {
    if (value === null || value === undefined) return;
    if (typeof value !== "object" || Array.isArray(value)) leaves.set(path, String(value));
    else for (const [key, child] of Object.entries(value)) walk(child, path === "" ? key : `${path}.${key}`);
  };
  walk({ ...profile, arrivals: profile.arrivals ?? "jittered" }, "");
  return leaves;
}
