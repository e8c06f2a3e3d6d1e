import { type ScaleLinear, type ScaleLogarithmic, scaleLinear, scaleLog } from "d3-scale";
import type { PlotPhase } from "../../model/plots.ts";
import { area, type Tick } from "./panel.ts";

export type LogScale = ScaleLogarithmic<number, number>;
export type LinearScale = ScaleLinear<number, number>;

/** Latencies upwards: a tunnel's 100 µs and a stall's second are on one axis. null where there is no positive value. */
export function latencyScale(valuesUs: Iterable<number | null>): LogScale | null {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const value of valuesUs) {
    if (value === null || value <= 0) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (most === 0) return null;
  return scaleLog([least / 1.1, most * 1.1], [area.bottom, area.top]).clamp(true);
}

/** Round values of each power of ten, as many as have room. */
export function latencyTicks(scale: LogScale): Tick[] {
  const [least, most] = scale.domain() as [number, number];
  const steps = most / least > 300 ? [1] : most / least > 6 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 7];
  const powers = Array.from({ length: 12 }, (_, power) => 10 ** (power - 1));
  const ticks = powers
    .flatMap((power) => steps.map((step) => step * power))
    .filter((value) => value >= least && value <= most)
    .map((value) => ({ at: scale(value), text: timeText(value) }));
  return apart(ticks);
}

/** Those that have room beside the one before. */
function apart(ticks: readonly Tick[]): Tick[] {
  const kept: Tick[] = [];
  for (const tick of ticks) {
    const before = kept.at(-1);
    if (before === undefined || Math.abs(before.at - tick.at) >= 14) kept.push(tick);
  }
  return kept;
}

/** From 0 upwards to at least a little above the greatest. */
export function amountScale(values: Iterable<number | null>, bottom: number = area.bottom): LinearScale {
  let most = 0;
  for (const value of values) most = Math.max(most, value ?? 0);
  return scaleLinear([0, most > 0 ? most * 1.05 : 1], [bottom, area.top]);
}

/** The whole run to the right, from its first phase to the end of its last one. */
export function runScale(phases: readonly PlotPhase[]): LinearScale {
  const start = Math.min(...phases.map(({ startSeconds }) => startSeconds));
  const end = Math.max(...phases.map(({ endSeconds }) => endSeconds));
  return scaleLinear([start, Math.max(end, start + 1)], [area.left, area.right]).clamp(true);
}

/** About so many ticks of a linear axis, as its numbers suggest. */
export function linearTicks(scale: LinearScale, count: number): Tick[] {
  const format = scale.tickFormat(count);
  return scale.ticks(count).map((value) => ({ at: scale(value), text: format(value) }));
}

/** `250 µs`, `1.5 ms`, `2 s`. */
export function timeText(us: number): string {
  if (us < 1_000) return `${Number(us.toPrecision(3))} µs`;
  return us < 1e6 ? `${Number((us / 1e3).toPrecision(3))} ms` : `${Number((us / 1e6).toPrecision(3))} s`;
}
