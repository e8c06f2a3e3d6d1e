import { type Figure, isFiniteFigure, nameWithUnit } from "./figures.ts";

/** `lower_value` and `upper_value` are left out where that side is open or has no interval. */
interface BmfMetric {
  value: number;
  lower_value?: number;
  upper_value?: number;
}

/**
 * Bencher Metric Format, version 0: benchmark (our scenario) → measure (our metric with its unit) → value and bounds. As in
 * bencherdev/bencher, lib/bencher_adapter/src/adapters/json/v0.rs; a measure's name has at most 64 characters. Infinite
 * figures are left out: the format has none.
 */
export function renderBmf(figures: readonly Figure[]): string {
  const byScenario = Map.groupBy(figures.filter(isFiniteFigure), ({ scenario }) => scenario);
  const benchmarks = [...byScenario].map(([scenario, own]) => [
    scenario,
    Object.fromEntries(own.map((figure) => [nameWithUnit(figure.metric), bmfMetric(figure)])),
  ]);
  return `${JSON.stringify(Object.fromEntries(benchmarks), null, 2)}\n`;
}

function bmfMetric({ value, low, high }: Figure): BmfMetric {
  return {
    value,
    ...(isBound(low) && { lower_value: low }),
    ...(isBound(high) && { upper_value: high }),
  };
}

function isBound(bound: number | null): bound is number {
  return bound !== null && Number.isFinite(bound);
}
