import { type Address, parseAddress } from "../model/address.ts";
import { BenchError } from "../model/error.ts";
import type { RegressionEntry } from "../model/schema/validate-check.ts";
import { comparableMetrics } from "./difference.ts";
import { readPart } from "./entry-fault.ts";
import { parseAmount } from "./rule-text.ts";

/** "This must not get worse by so much", read. */
export interface RegressionRule {
  text: string;
  address: Address;
  /** Least share of the base that counts; 0: the method's margin alone. */
  relative: number;
  /** Least amount that counts, in the metric's unit; 0: the method's margin alone. */
  absolute: number;
}

/** Reads an entry of `regressions`. Throws `EntryFault` with what was probably meant. */
export function parseRegression({ metric, relative, absolute }: RegressionEntry): RegressionRule {
  const address = readPart("metric", 0, () => parseComparable(metric.trim()));
  const amounts = [relative, absolute].filter((text) => text !== undefined);
  return {
    text: amounts.length === 0 ? metric : `${metric} (at least ${amounts.join(", ")})`,
    address,
    relative: relative === undefined ? 0 : readPart("relative", 0, () => shareOf(relative)),
    absolute: absolute === undefined ? 0 : readPart("absolute", 0, () => absoluteOf(absolute, address)),
  };
}

/** A pattern stands for those of its metrics that can be compared; without one, nothing could ever keep the rule. */
function parseComparable(text: string): Address {
  const address = parseAddress(text);
  const metrics = address.metrics.filter((metric) => comparableMetrics.includes(metric.address));
  if (metrics.length > 0) return { ...address, metrics };
  const what = text.slice(address.scenario.length + 1);
  if (address.metrics.every(({ better }) => better === null))
    throw refusal(`"${what}" cannot get worse`, "a threshold can hold it: == or !=");
  throw refusal(
    `"${what}" is never compared with a base: a run has no interval of its difference`,
    `compared are ${comparableMetrics.join(", ")}; a threshold can hold any other`,
  );
}

/** Per cent: a bare number might be a share. */
function shareOf(text: string): number {
  return amount(text, { address: "relative", unit: "%" }) / 100;
}

/** One amount for all metrics of the address: they must be of one unit. */
function absoluteOf(text: string, { metrics }: Address): number {
  const amounts = new Set(metrics.map((metric) => amount(text, metric)));
  if (amounts.size === 1) return [...amounts][0]!;
  throw refusal(`"${text}" is not the same for all metrics of the pattern`, "write a rule for each unit");
}

function amount(text: string, metric: Parameters<typeof parseAmount>[1]): number {
  const value = parseAmount(text, metric);
  if (value >= 0) return value;
  throw refusal(`a least effect must not be negative, but is "${text}"`, "write an amount such as 5 %");
}

function refusal(message: string, hint: string): BenchError {
  return new BenchError(message, { code: "bad-input", hints: [hint] });
}
