import type { PlotPhase } from "../model/plots.ts";
import type { RunRecord } from "../model/run-record.ts";

const second = 1e9;

/** What the run did when. The slots of an instance, which may be hundreds, are one entry, with the idle ones between them. */
export function plotPhases({ plan, timeline }: Pick<RunRecord, "plan" | "timeline">): PlotPhase[] {
  const byName = new Map(plan.phases.map((phase) => [phase.name, phase]));
  const found: PlotPhase[] = [];
  for (const { phase: name, instance, startNs, endNs } of timeline) {
    const planned = byName.get(name);
    if (planned === undefined) continue;
    const kind = planned.round === null ? planned.kind : "slot";
    const last = found.at(-1);
    if (last?.kind === kind && last.instance === instance) last.endSeconds = endNs / second;
    else found.push({ name, kind, instance, startSeconds: startNs / second, endSeconds: endNs / second });
  }
  return found;
}
