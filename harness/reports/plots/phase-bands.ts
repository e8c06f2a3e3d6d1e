import type { PlotPhase } from "../../model/plots.ts";
import { area } from "./panel.ts";
import type { LinearScale } from "./scales.ts";
import { label, tag } from "./svg.ts";

/** Pixels of a letter in a phase's name. */
const letterWidth = 5.2;
const shownNames: Partial<Record<PlotPhase["kind"], string>> = { warmup: "warm-up", slot: "slots" };

/** The phases behind a plot over the run's time, duets darker. */
export function phaseBands(phases: readonly PlotPhase[], x: LinearScale): string[] {
  return phases.map(({ kind, startSeconds, endSeconds }) => {
    const [left, right] = [x(startSeconds), x(endSeconds)];
    const mark = kind === "duet" ? "area-phase" : "area-other-phase";
    return tag("rect", {
      ...{ class: mark, x: left, width: right - left, y: area.top, height: area.bottom - area.top },
    });
  });
}

/** The name of each phase that has room for it. */
export function phaseNames(phases: readonly PlotPhase[], x: LinearScale): string[] {
  return phases.flatMap(({ kind, startSeconds, endSeconds }) => {
    const name = shownNames[kind] ?? kind;
    const width = x(endSeconds) - x(startSeconds);
    if (width < name.length * letterWidth + 4) return [];
    return [label(name, { class: "phase-name", x: x(startSeconds) + 2, y: area.top + 9 })];
  });
}
