import type { Metric } from "../model/metric.ts";
import { metricValue } from "../model/metric-value.ts";
import type { Summary } from "../model/summary.ts";

/**
 * The summary itself, as summary.json holds it; of chosen metrics a flat list, a line each, for scripts. There `inf` stands for
 * a request without an answer, as in the CSV, and `value: null` has its reason.
 */
export function renderJson(summary: Summary, chosen: readonly Metric[] | null = null): string {
  return chosen === null ? `${JSON.stringify(summary, null, 2)}\n` : renderValues(summary, chosen);
}

function renderValues({ scenarios }: Summary, chosen: readonly Metric[]): string {
  const lines = scenarios.flatMap((scenario) =>
    chosen.map((metric) => {
      const { value, low, high, reason } = metricValue(scenario, metric);
      const { address, unit } = metric;
      const shown = { value: jsonValue(value), low: jsonValue(low), high: jsonValue(high), reason };
      return JSON.stringify({ scenario: scenario.name, metric: address, unit, ...shown });
    }),
  );
  return `[\n  ${lines.join(",\n  ")}\n]\n`;
}

function jsonValue<Value>(value: Value): Value | "inf" {
  return value === Number.POSITIVE_INFINITY ? "inf" : value;
}
