import type { Metric } from "../model/metric.ts";
import { metricValue } from "../model/metric-value.ts";
import { metrics as allMetrics } from "../model/metrics.ts";
import type { Summary } from "../model/summary.ts";

/** One number of a run, with all that a program elsewhere needs to read it. */
export interface Figure {
  scenario: string;
  metric: Metric;
  /** +Infinity: requests without an answer. */
  value: number;
  low: number | null;
  high: number | null;
}

/** Those that the comparison table shows: a few dozen instead of hundreds. */
export const headlineMetrics: readonly Metric[] = allMetrics.filter(({ column }) => column !== null);

/**
 * All numbers of these metrics that were measured, scenario by scenario; words are left out, and so is a scenario that did not
 * run: what is known of it before, such as its containers, would look like a result.
 */
export function figuresOf({ scenarios }: Summary, metrics: readonly Metric[]): Figure[] {
  const measured = scenarios.filter(({ requests }) => requests !== null);
  return measured.flatMap((scenario) =>
    metrics.flatMap((metric) => {
      const { value, low, high } = metricValue(scenario, metric);
      return typeof value === "number" ? [{ scenario: scenario.name, metric, value, low, high }] : [];
    }),
  );
}

/** `native.http.latency.p99`. */
export function figureAddress({ scenario, metric }: Figure): string {
  return `${scenario}.${metric.address}`;
}

/** `http.latency.p99 (us)`: for formats that have no place for a unit. */
export function nameWithUnit({ address, unit }: Metric): string {
  return `${address} (${unit})`;
}

/** JSON has no infinity, so formats made of JSON numbers cannot carry such a figure. */
export function isFiniteFigure({ value }: Figure): boolean {
  return Number.isFinite(value);
}
