import { type ScaleLogarithmic, scaleLog } from "d3-scale";
import type { CostComparison, LatencyComparison, VerdictWord } from "../../model/summary.ts";
import { formatDifference } from "../numbers.ts";
import { verdictText } from "../wording.ts";
import { area, type Panel } from "./panel.ts";
import { label, shortened, tag } from "./svg.ts";

export type Comparison = LatencyComparison | CostComparison;

export interface Row {
  scenario: string;
  comparison: Comparison;
  /** null: the null test, which has none. */
  verdict: VerdictWord | null;
}

/** The rows of one panel. */
export interface Group {
  title: string;
  unit: "time" | "cpu";
  rows: Row[];
}

const rowHeight = 38;
/** A difference beyond it is drawn at the edge, with an arrow; the numbers say how far it goes. */
const widest = 10;

export type RatioScale = ScaleLogarithmic<number, number>;

/** The same for all panels of latency and all of CPU, with room for the margins, and 1 always inside. */
export function ratioScale(rows: readonly Row[]): RatioScale {
  const ends = rows.flatMap(({ comparison: { low, high, ratio, marginRatio } }) => [
    ...[low, high, ratio].filter((value) => value > 0),
    ...[1 + marginRatio, 1 / (1 + marginRatio)],
  ]);
  const least = Math.max(1 / widest, Math.min(...ends) / 1.05);
  const most = Math.min(widest, Math.max(...ends) * 1.05);
  return scaleLog([least, most], [area.left - 30, area.right - 12]).clamp(true);
}

/** A line and a point for each comparison, with its difference in numbers above. */
export function forestPanel({ title, unit, rows }: Group, reference: string, x: RatioScale): Panel {
  const bottom = area.top + 4 + rows.length * rowHeight;
  return {
    title,
    bottom,
    description: rows.map((row) => sentenceOf(row)).join("; "),
    x: { label: `relative to ${reference}`, ticks: ratioTicks(x) },
    y: { label: `on the right: difference, ${unit === "time" ? "µs" : "CPU-ms per request"}`, ticks: [] },
    marks: [
      tag("line", { class: "reference", x1: x(1), x2: x(1), y1: area.top, y2: bottom }),
      ...rows.map((row, index) => drawRow(row, area.top + 4 + index * rowHeight, x)),
    ],
  };
}

function drawRow({ scenario, comparison, verdict }: Row, top: number, x: RatioScale): string {
  const { ratio, low, high, marginRatio } = comparison;
  const middle = top + 25;
  const least = Math.max(1 - marginRatio, Number.MIN_VALUE);
  const [from, to] = [x(Math.max(low, Number.MIN_VALUE)), x(high)];
  return tag(
    "g",
    {},
    label(shortened(scenario, 22), { class: "row-name", x: 4, y: top + 11 }),
    label([withoutUnit(shiftText(comparison)), verdict].filter((part) => part !== null).join(", "), {
      ...{ class: "row-value", x: area.right, y: top + 11, "text-anchor": "end" },
    }),
    tag("rect", {
      ...{ class: "area-margin", x: x(least), width: x(1 + marginRatio) - x(least) },
      ...{ y: middle - 6, height: 12 },
    }),
    tag("line", { class: "interval", x1: from, x2: to, y1: middle, y2: middle }),
    beyond(low < x.domain()[0]!, from, middle, -1),
    beyond(high > x.domain()[1]!, to, middle, 1),
    pointOf(verdict, x(ratio), middle),
  );
}

/** An arrow head where an interval goes on outside. */
function beyond(isBeyond: boolean, at: number, middle: number, direction: 1 | -1): string {
  if (!isBeyond) return "";
  const back = at - direction * 6;
  return tag("path", { class: "arrow", d: `M${back},${middle - 4}L${at},${middle}L${back},${middle + 4}` });
}

function pointOf(verdict: VerdictWord | null, at: number, middle: number): string {
  if (verdict === "equivalent")
    return tag("path", { class: "point", d: `M${at - 6},${middle}l6,-6l6,6l-6,6z` });
  const isOpen = verdict === "inconclusive" || verdict === null;
  return tag("circle", { class: isOpen ? "point-hollow" : "point", cx: at, cy: middle, r: 4.5 });
}

function ratioTicks(x: RatioScale) {
  const [least, most] = x.domain() as [number, number];
  const candidates =
    most / least > 4
      ? [0.1, 0.2, 0.5, 1, 2, 5, 10]
      : [0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];
  const found = candidates.filter((value) => value >= least && value <= most);
  const apart = found.filter((value) => value === 1 || Math.abs(x(value) - x(1)) > 26);
  return apart
    .filter((value, index) => index === 0 || value === 1 || x(value) - x(apart[index - 1]!) > 26)
    .map((value) => ({ at: x(value), text: `×${value}` }));
}

/** The difference in its unit. */
export function shiftText(comparison: Comparison): string {
  if ("shiftUs" in comparison) {
    const { shiftUs: value, shiftLowUs: low, shiftHighUs: high } = comparison;
    return `${formatDifference({ value, low, high }, 0)} µs`;
  }
  const { shiftMs: value, shiftLowMs: low, shiftHighMs: high } = comparison;
  return `${formatDifference({ value, low, high }, 2)} CPU-ms`;
}

/** The unit stands above the rows. */
function withoutUnit(shift: string): string {
  return shift.replace(/ (µs|CPU-ms)$/, "");
}

function sentenceOf({ scenario, comparison, verdict }: Row): string {
  const { ratio, low, high } = comparison;
  const word = verdict === null ? "no verdict" : verdictText(comparison);
  return `${scenario} ×${ratio.toFixed(2)} (${low.toFixed(2)} … ${high.toFixed(2)}), ${word}`;
}
