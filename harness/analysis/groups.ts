import type { Phase } from "../model/plan.ts";
import type { RunRecord, TimelineEntry } from "../model/run-record.ts";
import type { Punctuality, Traffic } from "./traffic.ts";
import { groupOf, type Window } from "./windows.ts";

/** One duet or one round of slots, all scenarios of it: what a gate judges as a whole. METHOD.md §9.3. */
export interface MeasuredGroup {
  /** Unique in the run, as `groupOf` gives it. */
  name: string;
  kind: "duet" | "round";
  /** null for a group without a sample. */
  punctuality: Punctuality | null;
  /** Phases whose counters are there. */
  windows: readonly Window[];
  /** What the generator said of itself, phase by phase. */
  facts: readonly NonNullable<TimelineEntry["generator"]>[];
}

/** All duets and rounds of the plan, also those that did not take place and so have nothing to show. */
export function groupsOf(
  { plan, timeline }: Pick<RunRecord, "plan" | "timeline">,
  windows: ReadonlyMap<string, Window>,
  traffic: Traffic,
): MeasuredGroup[] {
  const entries = new Map(timeline.map((entry) => [entry.phase, entry]));
  const phases = Map.groupBy(plan.phases.filter(isMeasuring), groupOf);
  return [...phases].map(([name, own]) => ({
    name,
    kind: own[0]!.round === null ? "duet" : "round",
    punctuality: traffic.punctuality.get(name) ?? null,
    windows: own.flatMap((phase) => windows.get(phase.name) ?? []),
    facts: own.flatMap((phase) => entries.get(phase.name)?.generator ?? []),
  }));
}

function isMeasuring({ kind }: Phase): boolean {
  return kind === "duet" || kind === "slot" || kind === "idle";
}
