import type { Metric } from "../model/metric.ts";
import type { Summary } from "../model/summary.ts";
import { type Figure, figureAddress, headlineMetrics, isFiniteFigure } from "./figures.ts";
import { infinite } from "./numbers.ts";

/** One entry of its `customSmallerIsBetter`: benchmark-action/github-action-benchmark, src/extract.ts, `BenchmarkResult`. */
interface BenchmarkResult {
  name: string;
  unit: string;
  value: number;
  range?: string;
  extra: string;
}

/** Its alert is the ratio to the run before, which means nothing for a difference: that may pass through zero. */
export const alertableMetrics: readonly Metric[] = headlineMetrics.filter(
  (metric) => isSmallerBetter(metric) && !metric.address.includes(".delta."),
);

/** The tool judges all entries of a file alike. */
export function isSmallerBetter({ better }: Metric): boolean {
  return better === "lower";
}

/** The array that the action reads with `tool: customSmallerIsBetter`; other figures and infinite ones are left out. */
export function renderGithubActionBenchmark(summary: Summary, figures: readonly Figure[]): string {
  const { run, grade } = summary;
  const origin = `run ${run.id}, profile ${run.profile}, grade ${grade.value}`;
  const entries = figures
    .filter((figure) => isSmallerBetter(figure.metric) && isFiniteFigure(figure))
    .map((figure) => benchmarkResult(figure, origin));
  return `${JSON.stringify(entries, null, 2)}\n`;
}

/** `range` as src/extractRangeInfo.ts reads it; the action converts it together with the value. */
function benchmarkResult(figure: Figure, origin: string): BenchmarkResult {
  const { metric, value, low, high } = figure;
  const hasInterval = low !== null && high !== null && Number.isFinite(low) && Number.isFinite(high);
  const range = hasInterval ? { range: `± ${Number(((high - low) / 2).toPrecision(3))}` } : {};
  const interval =
    low === null || high === null
      ? []
      : [`95 % interval ${low} … ${Number.isFinite(high) ? high : infinite}`];
  return {
    name: figureAddress(figure),
    unit: metric.unit,
    value,
    ...range,
    extra: [metric.title, ...interval, origin].join("\n"),
  };
}
