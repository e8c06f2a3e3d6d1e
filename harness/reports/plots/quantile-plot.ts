import { scaleLinear } from "d3-scale";
import { area as bandOf, line as lineOf } from "d3-shape";
import type { Plots, QuantileCurve } from "../../model/plots.ts";
import type { WorkloadName } from "../../model/scenario.ts";
import { references } from "../../model/summary.ts";
import type { Figure } from "./figure.ts";
import { area, type Panel } from "./panel.ts";
import { quantileTable, shareText } from "./quantile-table.ts";
import { type LogScale, latencyScale, latencyTicks, timeText } from "./scales.ts";
import { label, tag } from "./svg.ts";

interface Point {
  p: number;
  value: number | null;
  low: number | null;
  high: number | null;
}

/** Latency by share of requests, one panel a scenario; null where no duet carried the workload. */
export function quantileFigure(plots: Plots, workload: WorkloadName): Figure | null {
  const curves = plots.quantiles.filter((curve) => curve.workload === workload && curve.valueUs.length > 0);
  const y = latencyScale(curves.flatMap(({ valueUs, lowUs, highUs }) => [...valueUs, ...lowUs, ...highUs]));
  if (y === null) return null;
  const name = workload.toUpperCase();
  const shown = plots.probabilities.slice(0, Math.max(...curves.map(({ valueUs }) => valueUs.length)));
  const axes = { y, x: tailScale(shown.at(-1)!) };
  const others = curves
    .filter((curve) => !isBaseline(curve))
    .map((curve) => curveLine(pointsOf(curve, shown), axes, "other"));
  const context: Context = { ...axes, curves, probabilities: shown, others };
  return {
    id: `quantiles-${workload}`,
    title: `${name} latency by share of requests`,
    caption:
      "To the right the slowest requests, each step ten times fewer (1 − p on a logarithmic axis); upwards the latency that this share of requests stays below. A curve ends where the number of requests carries no 95 % interval. All panels have the same axes.",
    keys: [
      { mark: "own", text: "this scenario" },
      { mark: "area-own", text: "its 95 % interval" },
      ...(curves.length > 1 ? otherKeys(curves) : []),
      ...(curves.some(({ valueUs }) => valueUs.includes(null)) ? [infinityKey] : []),
    ],
    panels: curves.map((curve) => panelOf(curve, context, name)),
    table: quantileTable(curves, shown, name),
  };
}

function isBaseline({ scenario }: QuantileCurve): boolean {
  return scenario === references.baseline;
}

/** Of curves that are not a panel's own. */
function otherKeys(curves: readonly QuantileCurve[]): Figure["keys"] {
  const other = { mark: "other", text: "the other scenarios" };
  return curves.some(isBaseline) ? [{ mark: "reference", text: references.baseline }, other] : [other];
}

const infinityKey = { mark: "failure-line", text: "from here on requests have no answer (∞)" };

interface Axes {
  y: LogScale;
  x: (p: number) => number;
}

interface Context extends Axes {
  curves: readonly QuantileCurve[];
  probabilities: readonly number[];
  /** All curves but baseline's, the same in each panel: one for each pair of scenarios would be most of a large report. */
  others: readonly string[];
}

/** Nines of the share: 0.9 is 1, 0.99 is 2. */
function nines(p: number): number {
  return -Math.log10(1 - p);
}

function tailScale(greatest: number): (p: number) => number {
  const scale = scaleLinear([nines(0.5), Math.max(nines(greatest), 1)], [area.left, area.right - 12]);
  return (p) => scale(nines(p));
}

function panelOf(curve: QuantileCurve, context: Context, name: string): Panel {
  const { curves, probabilities, x, y } = context;
  const baseline = curves.find((other) => other !== curve && isBaseline(other));
  const line = (of: QuantileCurve, mark: string) => curveLine(pointsOf(of, probabilities), context, mark);
  return {
    title: `${curve.scenario}, ${name}`,
    description: describe(curve, probabilities, name),
    x: {
      label: "share of requests",
      ticks: tickShares(probabilities).map((p) => ({ at: x(p), text: shareText(p) })),
    },
    y: { label: "latency", ticks: latencyTicks(y) },
    behind: context.others,
    marks: [
      band(pointsOf(curve, probabilities), context),
      ...(baseline === undefined ? [] : [line(baseline, "reference")]),
      line(curve, "own"),
      infinityMark(pointsOf(curve, probabilities), context),
    ],
  };
}

function pointsOf({ valueUs, lowUs, highUs }: QuantileCurve, probabilities: readonly number[]): Point[] {
  return valueUs.map((value, index) => ({
    p: probabilities[index]!,
    ...{ value, low: lowUs[index]!, high: highUs[index]! },
  }));
}

function curveLine(points: readonly Point[], { x, y }: Axes, mark: string): string {
  const path = lineOf<Point>()
    .defined(({ value }) => value !== null)
    .x(({ p }) => x(p))
    .y(({ value }) => y(value!))
    .digits(1);
  return tag("path", { class: mark, d: path(points) ?? "" });
}

/** An interval that reaches infinity reaches the upper edge. */
function band(points: readonly Point[], { x, y }: Context): string {
  const path = bandOf<Point>()
    .defined(({ low }) => low !== null)
    .x(({ p }) => x(p))
    .y0(({ low }) => y(low!))
    .y1(({ high }) => (high === null ? area.top : y(high)))
    .digits(1);
  return tag("path", { class: "area-own", d: path(points) ?? "" });
}

/** From here on requests have no answer. */
function infinityMark(points: readonly Point[], { x }: Context): string {
  const first = points.find(({ value }) => value === null);
  if (first === undefined) return "";
  const at = x(first.p);
  return (
    tag("line", { class: "failure-line", x1: at, x2: at, y1: area.top, y2: area.bottom }) +
    label("∞", { class: "failure-label", x: at - 3, y: area.top + 12, "text-anchor": "end" })
  );
}

const tabled = [0.5, 0.9, 0.99, 0.999, 0.9999];

function tickShares(probabilities: readonly number[]): number[] {
  return tabled.filter((p) => p <= probabilities.at(-1)!);
}

function describe(curve: QuantileCurve, probabilities: readonly number[], name: string): string {
  const values = tickShares(probabilities).flatMap((p) => {
    const index = probabilities.indexOf(p);
    const value = curve.valueUs[index];
    return value === undefined
      ? []
      : [`${shareText(p)} ${value === null ? "without an answer" : timeText(value)}`];
  });
  return `Quantile curve of ${curve.requests} ${name} requests of ${curve.scenario}: ${values.join(", ")}.`;
}
