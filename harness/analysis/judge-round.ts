import type { CounterLine } from "../model/counters.ts";
import type { Phase } from "../model/plan.ts";
import type { TimelineEntry } from "../model/run-record.ts";
import type { Sample } from "../model/sample.ts";
import { groupsOf } from "./groups.ts";
import { droppedRounds, judgeGroups } from "./judge.ts";
import { collectTraffic } from "./traffic.ts";
import { indexWindows } from "./windows.ts";

/**
 * Why a round of slots that has just ended will not count, or null: the run replaces it. Takes the phases of the one round
 * (its idle slot included) and all that they gave. The same gates judge again when the run is analysed. METHOD.md §9.3.
 */
export function judgeRound(
  phases: readonly Phase[],
  samples: Iterable<Sample>,
  counters: Iterable<CounterLine>,
  timeline: readonly TimelineEntry[],
): string | null {
  const part = { plan: { phases: [...phases] }, timeline: [...timeline] };
  const windows = indexWindows(phases, counters);
  const groups = groupsOf(part, windows, collectTraffic(samples, part, windows));
  const [reason = null] = droppedRounds(judgeGroups(groups)).values();
  return reason;
}
