import type { PlotPhase, Plots } from "../../model/plots.ts";
import { area, type Tick } from "./panel.ts";
import { phaseBands, phaseNames } from "./phase-bands.ts";
import { linearTicks, runScale } from "./scales.ts";
import { label, tag } from "./svg.ts";

const gapPixels = 6;

/** The time axis of what is measured in duets. */
export interface DuetAxis {
  duets: readonly PlotPhase[];
  /** Pixels of a second inside of a duet. */
  at(seconds: number): number;
  /** Which duet a second is in. */
  duetAt(seconds: number): number | null;
  ticks: readonly Tick[];
  /** The phases, behind grid and curves, and their names. */
  bands: readonly string[];
  names: readonly string[];
}

/** null for a run without a duet. */
export function duetAxis({ phases }: Pick<Plots, "phases">): DuetAxis | null {
  const duets = phases.filter(({ kind }) => kind === "duet");
  if (duets.length === 0) return null;
  return duets.length === 1 ? wholeRun(duets[0]!, phases) : sideBySide(duets);
}

/** With one duet the whole run, with all its phases, as in the plots of CPU and memory. */
function wholeRun(duet: PlotPhase, phases: readonly PlotPhase[]): DuetAxis {
  const x = runScale(phases);
  return {
    duets: [duet],
    at: x,
    duetAt: (seconds) => (seconds >= duet.startSeconds && seconds <= duet.endSeconds ? 0 : null),
    ticks: linearTicks(x, 5),
    bands: phaseBands(phases, x),
    names: phaseNames(phases, x),
  };
}

/** Several duets alone, side by side: in a run of six instances they are a third of the time. */
function sideBySide(duets: readonly PlotPhase[]): DuetAxis {
  const total = duets.reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0);
  const perSecond = (area.right - area.left - gapPixels * (duets.length - 1)) / Math.max(total, 1);
  let left: number = area.left;
  const parts = duets.map(({ startSeconds, endSeconds }) => {
    const part = { startSeconds, endSeconds, left, right: left + (endSeconds - startSeconds) * perSecond };
    left = part.right + gapPixels;
    return part;
  });
  const duetAt = (seconds: number) => {
    const found = parts.findIndex(
      ({ startSeconds, endSeconds }) => seconds >= startSeconds && seconds <= endSeconds,
    );
    return found < 0 ? null : found;
  };
  const at = (seconds: number) => {
    const part = parts[duetAt(seconds) ?? 0]!;
    return part.left + (seconds - part.startSeconds) * perSecond;
  };
  return { duets, at, duetAt, ticks: ticksOf(parts), bands: parts.map(bandOf), names: parts.map(nameOf) };
}

interface Part {
  startSeconds: number;
  endSeconds: number;
  left: number;
  right: number;
}

/** Where they begin, as far as there is room. */
function ticksOf(parts: readonly Part[]): Tick[] {
  const ticks: Tick[] = [];
  for (const { startSeconds, left } of parts)
    if (left - (ticks.at(-1)?.at ?? 0) > 30) ticks.push({ at: left, text: startSeconds.toFixed(0) });
  return ticks;
}

function bandOf({ left, right }: Part): string {
  return tag("rect", {
    ...{ class: "area-phase", x: left, width: right - left, y: area.top, height: area.bottom - area.top },
  });
}

function nameOf({ left, right }: Part, index: number): string {
  if (right - left < 34) return "";
  return label(`duet ${index + 1}`, { class: "phase-name", x: left + 3, y: area.bottom - 4 });
}
