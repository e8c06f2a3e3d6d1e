import type { HistoryPoint } from "./history.ts";

/** A linear axis of so many characters. */
export interface Scale {
  from: number;
  to: number;
  width: number;
}

/** The axis of all finite values with their intervals; null where there is nothing to draw, or no room. */
export function scaleOf(points: readonly HistoryPoint[], width: number): Scale | null {
  const ends = points
    .flatMap(({ value, low, high }) => (typeof value === "number" ? [value, low, high] : []))
    .filter((end): end is number => end !== null && Number.isFinite(end));
  if (ends.length === 0 || width < 3) return null;
  return { from: Math.min(...ends), to: Math.max(...ends), width };
}

/** `  ├──●──┤`: the value, its interval, and ▶ where that side has no end. Empty for a word or no value. */
export function drawPoint({ value, low, high, obstacles }: HistoryPoint, scale: Scale): string {
  if (typeof value !== "number") return "";
  const cells = new Array<string>(scale.width).fill(" ");
  const [start, end] = [placeOf(low ?? value, scale), placeOf(high ?? value, scale)];
  for (let cell = start; cell <= end; cell++) cells[cell] = "─";
  if (low !== null) cells[start] = "├";
  if (high !== null) cells[end] = Number.isFinite(high) ? "┤" : "▶";
  if (Number.isFinite(value)) cells[placeOf(value, scale)] = obstacles.length === 0 ? "●" : "○";
  else cells[scale.width - 1] = "▶";
  return cells.join("").trimEnd();
}

function placeOf(value: number, { from, to, width }: Scale): number {
  if (value === Number.POSITIVE_INFINITY) return width - 1;
  if (to === from) return Math.floor(width / 2);
  return Math.round(((value - from) / (to - from)) * (width - 1));
}
