import type { Phase } from "../model/plan.ts";
import type { Sample } from "../model/sample.ts";
import type { MeasuredPart } from "./traffic.ts";
import { groupOf, type Window } from "./windows.ts";

/** A request that is released later than this after its phase's end did not keep the rate. Our choice: G1's greatest lag. */
const graceNs = 50e6;

/** What is the same for all samples of a phase, looked up once. */
export interface PhaseContext {
  phase: Phase;
  /** As `groupOf` gives it. */
  group: string;
  window: Window | undefined;
  /** A phase that broke off before its end was noted has none to be late for. */
  endNs: number;
  /** By scenario. */
  verified: Map<string, number>;
}

/** The context of every phase, by its name. */
export function indexContexts(
  { plan, timeline }: MeasuredPart,
  windows: ReadonlyMap<string, Window>,
): Map<string, PhaseContext> {
  const endsNs = new Map(timeline.map(({ phase, endNs }) => [phase, endNs]));
  const contexts = plan.phases.map((phase): [string, PhaseContext] => [
    phase.name,
    {
      ...{ phase, group: groupOf(phase), window: windows.get(phase.name), verified: new Map() },
      endNs: endsNs.get(phase.name) ?? Number.POSITIVE_INFINITY,
    },
  ]);
  return new Map(contexts);
}

/** Whether a request was released before its phase ended. */
export function wasInTime({ outcome, readyNs }: Sample, { endNs }: PhaseContext): boolean {
  return outcome !== "unsent" && readyNs <= endNs + graceNs;
}

/** Counts an answer that came between the phase's two snapshots, by the time when the request was due. */
export function countVerified(
  { outcome, intendedNs, scenario }: Sample,
  { window, verified }: PhaseContext,
): void {
  if (outcome !== "ok" || window === undefined) return;
  if (intendedNs < window.start.atNs || intendedNs > window.end.atNs) return;
  verified.set(scenario, (verified.get(scenario) ?? 0) + 1);
}
