import type { Phase } from "../model/plan.ts";
import type { GeneratorFacts, LoopBlock } from "../model/protocol.ts";
import type { MeasuredPart, Punctuality, Traffic } from "./traffic.ts";
import { groupOf, type Window } from "./windows.ts";

/** One duet, one round of slots, or the study's whole protocol, all scenarios of it: what a gate judges as a whole. METHOD.md §9.3. */
export interface MeasuredGroup {
  /** Unique in the run, as `groupOf` gives it. */
  name: string;
  kind: "duet" | "round" | "study";
  /** The planned round that it stands for: its own name, or that of the round which it replaces. */
  origin: string;
  /** null for a group without a sample. */
  punctuality: Punctuality | null;
  /** Phases whose counters are there. */
  windows: readonly Window[];
  /** What the generator said of itself, phase by phase. */
  facts: readonly GeneratorFacts[];
  /** The generator's event loop second by second, without a duet's settling; empty for runs of the first schema version. */
  loop: readonly LoopBlock[];
}

/** All duets and rounds of the plan, also those that did not take place and so have nothing to show. */
export function groupsOf(
  { plan, timeline }: MeasuredPart,
  windows: ReadonlyMap<string, Window>,
  traffic: Traffic,
): MeasuredGroup[] {
  const entries = new Map(timeline.map((entry) => [entry.phase, entry]));
  const phases = Map.groupBy(plan.phases.filter(isMeasuring), groupOf);
  return [...phases].map(([name, own]) => ({
    name,
    kind: kindOf(own[0]!),
    origin: originOf(own[0]!, phases),
    punctuality: traffic.punctuality.get(name) ?? null,
    windows: own.flatMap((phase) => windows.get(phase.name) ?? []),
    facts: own.flatMap((phase) => entries.get(phase.name)?.generator ?? []),
    loop: own.flatMap((phase) => {
      const blocks = entries.get(phase.name)?.generator?.blocks ?? [];
      return blocks.filter(({ block }) => block >= Math.floor(phase.settleSeconds));
    }),
  }));
}

/** An idle slot outside of a round belongs to loads, which no gate judges. */
function isMeasuring({ kind, round }: Phase): boolean {
  return kind === "duet" || kind === "study" || kind === "slot" || (kind === "idle" && round !== null);
}

/** A replacement may have been replaced itself. Of a round that is judged by itself only its parent's number is known. */
function originOf(phase: Phase, phases: ReadonlyMap<string, readonly Phase[]>): string {
  if (phase.replaces === undefined) return groupOf(phase);
  const parent = { ...phase, round: phase.replaces };
  const [known] = phases.get(groupOf(parent)) ?? [];
  return known ? originOf(known, phases) : groupOf(parent);
}

function kindOf({ kind, round }: Phase): MeasuredGroup["kind"] {
  if (round !== null) return "round";
  return kind === "study" ? "study" : "duet";
}
