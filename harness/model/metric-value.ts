import type { Metric } from "./metric.ts";
import { type Capacity, type Limit, references, type ScenarioSummary } from "./summary.ts";

/** A metric's value. +Infinity: requests without an answer. null: not measured, and `reason` says why. */
export interface MetricValue {
  value: number | string | boolean | null;
  /** 95 % interval; null where the metric has none. */
  low: number | null;
  high: number | null;
  reason: string | null;
  /** Of a rate: what kept it from being higher. */
  limitedBy?: Limit;
  /** Of a rate: the generator was the limit, or nothing that was tried failed, so that the scenario may do more. */
  isLowerBound?: boolean;
  /** Of a figure of loads: CPU that others used meanwhile, per cent of one. */
  foreignPercent?: number;
}

/**
 * The control is compared with relay, the pair that it is identical to. Against baseline it is in no family, so a word by its
 * unadjusted p would stand beside Holm's of the others.
 */
const nullTest = "the null test: see relay, which is identical";

/** Reads a metric from one scenario of a summary. */
export function metricValue(scenario: ScenarioSummary, { path, fields }: Metric): MetricValue {
  if (fields?.value === "verdict" && scenario.name === references.control)
    return { value: null, low: null, high: null, reason: nullTest };
  let parent: unknown = null;
  let found: unknown = scenario;
  for (const [depth, key] of path.entries()) {
    if (found === null || found === undefined) break;
    parent = found;
    found = (found as Record<string, unknown>)[key];
    if (found === null) return absent(scenario, path.slice(0, depth + 1));
  }
  if (found === undefined) return absent(scenario, path);
  if (typeof found !== "object") return exactly(found as number | string | boolean, parent as object);
  if (fields === null && "limitedBy" in found!) return readCapacity(found as Capacity, parent as object);
  if (fields !== null && !(fields.value in found!)) return absent(scenario, path);
  return readFields(found as Record<string, unknown>, fields);
}

/** A rate of one instance has no interval. */
function readCapacity(capacity: Capacity, parent: object): MetricValue {
  const { value, low, high, limitedBy } = capacity;
  const isUnbounded = "firstFailing" in parent && parent.firstFailing === null;
  const isLowerBound = limitedBy === "generator" || isUnbounded;
  return { value, low, high, reason: null, limitedBy, isLowerBound, ...foreignOf(capacity) };
}

/** Inside an estimate null is +infinity; see `Estimate`. */
function readFields(found: Record<string, unknown>, fields: Metric["fields"]): MetricValue {
  const { value, low, high } = fields ?? { value: "value", low: "low", high: "high" };
  const read = (name: string) => (found[name] ?? Number.POSITIVE_INFINITY) as number | string;
  const bound = (name: string | undefined) => (name === undefined ? null : (read(name) as number));
  return { value: read(value), low: bound(low), high: bound(high), reason: null };
}

function exactly(value: number | string | boolean, parent: object): MetricValue {
  return { value, low: null, high: null, reason: null, ...foreignOf(parent) };
}

function foreignOf(owner: { foreignPercent?: number }): Pick<MetricValue, "foreignPercent"> {
  return owner.foreignPercent === undefined ? {} : { foreignPercent: owner.foreignPercent };
}

/** The reason stands at the path itself or at what contains it. */
function absent(scenario: ScenarioSummary, path: readonly string[]): MetricValue {
  for (let length = path.length; length > 0; length--) {
    const reason = scenario.reasons[path.slice(0, length).join(".")];
    if (reason !== undefined) return { value: null, low: null, high: null, reason };
  }
  return { value: null, low: null, high: null, reason: scenario.reason };
}
