import type { Metric, Unit } from "../../model/metric.ts";
import { workloadNames } from "../../model/scenario.ts";
import { type Field, field } from "./field.ts";

/** How a unit ends a name; counts and words have none. */
const suffixes: Record<Unit, string> = {
  us: "_us",
  ms: "_ms",
  "CPU-ms": "_cpu_ms",
  MiB: "_mib",
  B: "_bytes",
  "Mbit/s": "_mbps",
  "s/GB": "_cpu_s_per_gb",
  "1/s": "_per_s",
  "%": "_percent",
  ratio: "_ratio",
  count: "",
  word: "",
};

/** Whether a metric is of one workload, and not of all that the scenario carries. */
export function isOfWorkload({ address }: Pick<Metric, "address">): boolean {
  return workloadNames.some((workload) => address.startsWith(`${workload}.`));
}

/**
 * Field of a metric's value: `http.latency.p99` → `bench.latency.p99_us`, the workload being a field of the document, and
 * `resources.memory`, which is of all workloads, → `bench.all.resources.memory_mib`.
 */
export function metricFieldName(metric: Pick<Metric, "address" | "unit">): string {
  const { address, unit } = metric;
  const path = isOfWorkload(metric) ? address.slice(address.indexOf(".") + 1) : `all.${address}`;
  return `bench.${withSuffix(snakeCase(path), suffixes[unit])}`;
}

/** `wire_bytes` in bytes does not become `wire_bytes_bytes`, nor `system_cpu` in CPU-ms `system_cpu_cpu_ms`. */
function withSuffix(path: string, suffix: string): string {
  const [, firstWord = ""] = suffix.split("_");
  const isRepeated = firstWord !== "" && new RegExp(`[._]${firstWord}$`).test(path);
  return isRepeated ? path + suffix.slice(1 + firstWord.length) : path + suffix;
}

/** Whether a metric may have a 95 % interval. */
export function hasInterval({ path, fields, unit }: Metric): boolean {
  if (fields !== null) return fields.low !== undefined;
  return (
    unit !== "word" &&
    /((latency|Latency|oneWay|ttfb)Us\.\w+|perSecond|upMbps|downMbps)$/.test(path.join("."))
  );
}

/** Value, and the ends of its interval where it has one. */
export function metricFields(metric: Metric): Field[] {
  const name = metricFieldName(metric);
  const title = metric.title.replace(/^(HTTP|MQTT) /, "");
  if (metric.unit === "word") return [field(name, title, isBoolean(metric) ? "boolean" : "keyword")];
  const type = metric.unit === "count" ? "long" : "double";
  const ends = (["low", "high"] as const).map((end) =>
    field(`${name}_${end}`, `${title}: ${end} end of 95 %`, "double"),
  );
  return [field(name, title, type), ...(hasInterval(metric) ? ends : [])];
}

/** `lifecycle.failClosed` is the one word that is true or false. */
function isBoolean({ address }: Metric): boolean {
  return address === "lifecycle.failClosed";
}

function snakeCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll("-", "_");
}
