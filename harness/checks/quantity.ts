import type { Metric } from "../model/metric.ts";
import { type Bounded, infinite, lastPlace, roundTo } from "../reports/numbers.ts";

/** How the reports write a unit; those without one are counts and ratios. */
const symbols: Partial<Record<Metric["unit"], string>> = { us: "µs", ratio: "", count: "", word: "" };

/** `6.1 ms`: with as many digits as its interval carries, but never so few that it reads like the limit that it misses. */
export function quantity(value: number, metric: Metric, precision: Bounded | null = null): string {
  if (!Number.isFinite(value)) return value > 0 ? infinite : `−${infinite}`;
  const [scaled, unit, factor] = scale(value, metric);
  const text = roundTo(scaled, placeOf(scaled, metric, factor, precision)).replace("-", "−");
  return unit === "" ? text : `${text} ${unit}`;
}

/** `6.1 ms (95 % interval 5.8 ms … 6.4 ms)`. */
export function boundedQuantity(bounded: Bounded, metric: Metric): string {
  const { value, low, high } = bounded;
  const text = quantity(value, metric, bounded);
  if (low === null || high === null) return text;
  return `${text} (95 % interval ${quantity(low, metric, bounded)} … ${quantity(high, metric, bounded)})`;
}

/** Latencies beyond a millisecond are read in milliseconds, as limits are written. */
function scale(value: number, { unit }: Metric): [scaled: number, unit: string, factor: number] {
  if (unit === "us" && Math.abs(value) >= 1_000) return [value / 1_000, "ms", 1_000];
  return [value, symbols[unit] ?? unit, 1];
}

function placeOf(scaled: number, metric: Metric, factor: number, precision: Bounded | null): number {
  const { low, high } = precision ?? { low: null, high: null };
  const half = low === null || high === null ? Number.NaN : (high - low) / 2 / factor;
  if (Number.isFinite(half) && half > 0) return lastPlace(half);
  if (metric.unit === "count" && Number.isInteger(scaled)) return 0;
  // three digits: no interval says how many are worth showing
  return scaled === 0 ? 0 : Math.min(0, Math.floor(Math.log10(Math.abs(scaled))) - 2);
}
