/** Differences below the larger of the two do not matter: fixed before the data is seen. METHOD.md §2.4. */
export interface Margin {
  /** Share of the reference: 0.05 is 5 %. */
  ratio: number;
  /** In the metric's unit; 0 for none. */
  absolute: number;
}

/** Microseconds for latencies, CPU-milliseconds for cpu. */
export const margins = {
  p50: { ratio: 0.05, absolute: 50 },
  p95: { ratio: 0.2, absolute: 0 },
  p99: { ratio: 0.2, absolute: 0 },
  cpu: { ratio: 0.05, absolute: 0 },
} as const satisfies Record<string, Margin>;
export type ComparedMetric = keyof typeof margins;

export type Unit =
  | "us"
  | "ms"
  | "CPU-ms"
  | "MiB"
  | "B"
  | "Mbit/s"
  | "s/GB"
  | "1/s"
  | "%"
  | "ratio"
  | "count"
  | "word";

/** One thing that is measured of a scenario: tables, thresholds, mappings and documentation are drawn from this. */
export interface Metric {
  /** Follows the scenario's name: `native.http.latency.p99`. */
  address: string;
  title: string;
  /** Where it stands in a scenario of summary.json. */
  path: readonly string[];
  /** Names of value and interval, where the path ends at an object that has others than `value`, `low` and `high`. */
  fields: { value: string; low?: string; high?: string } | null;
  unit: Unit;
  better: "lower" | "higher" | null;
  margin: Margin | null;
  /** The study's colours (its table I): upper ends of green and of the following ranges, in this metric's unit. */
  studyRange: readonly number[] | null;
  /** Digits after the point where no interval says better. */
  decimals: number;
  /**
   * Column of the table; the least rank is dropped last when the terminal is narrow. `only`: documents have room for more,
   * and a table of their own for capacity.
   */
  column: { header: string; rank: number; only?: "terminal" | "document" } | null;
}

/** What most metrics leave at its default. */
type MetricOptions = Partial<Omit<Metric, "address" | "title" | "path" | "unit">>;

/** The study's colours for latencies in µs, its table I. */
export const latencyRange = [1_000, 5_000, 10_000, 100_000, 20_000_000];

/** A metric with the defaults; `path` with dots. */
export function metric(
  address: string,
  title: string,
  path: string,
  unit: Unit,
  options: MetricOptions = {},
): Metric {
  const defaults = { fields: null, better: null, margin: null, studyRange: null, decimals: 0, column: null };
  return { ...defaults, address, title, path: path.split("."), unit, ...options };
}
