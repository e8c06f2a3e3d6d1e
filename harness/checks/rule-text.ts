import { type Address, parseAddress } from "../model/address.ts";
import { BenchError } from "../model/error.ts";
import type { Metric } from "../model/metric.ts";
import { nearest } from "../model/nearest.ts";
import { EntryFault, readPart } from "./entry-fault.ts";
import { unitFactor, unitsFor } from "./units.ts";
import { wordsFor } from "./words.ts";

export const operators = ["<", "<=", ">", ">=", "==", "!="] as const;
export type Operator = (typeof operators)[number];

/** A limit in the unit of its metric, or a word. */
export interface Condition {
  metric: Metric;
  limit: number | string;
}

/** `native.http.latency.p99 < 5 ms`, read. */
export interface Rule {
  text: string;
  address: Address;
  operator: Operator;
  /** The limit as it was written. */
  limitText: string;
  /** One for each metric of the address. */
  conditions: readonly Condition[];
}

const form = /^\s*([^\s<>=!]+)\s*([<>=!≤≥]+)\s*(\S.*?)?\s*$/d;

/** Reads a rule. Throws `EntryFault` with what was probably meant. */
export function parseRule(text: string): Rule {
  const match = form.exec(text);
  if (match === null)
    throw new EntryFault("rule", 0, `no rule "${text}"`, [
      "a rule is such as: native.http.latency.p99 < 5 ms",
    ]);
  const [, addressText = "", sign = "", limitText] = match;
  const address = readPart("rule", match.indices![1]![0], () => parseAddress(addressText));
  const operator = parseOperator(sign, match.indices![2]![0]);
  if (limitText === undefined)
    throw new EntryFault("rule", text.length, `no limit behind "${sign}"`, ["write one, such as: < 5 ms"]);
  const conditions = readPart("rule", match.indices![3]![0], () =>
    address.metrics.map((metric) => ({ metric, limit: parseLimit(metric, operator, limitText) })),
  );
  return { text, address, operator, limitText, conditions };
}

/** A number with a unit in another one; `relative` and `absolute` of a regression too. Throws `bad-input`. */
export function parseAmount(text: string, metric: Pick<Metric, "address" | "unit">): number {
  const [, number = "", unit = ""] = /^([-+]?[\d.,]+(?:e[-+]?\d+)?)\s*(.*)$/i.exec(text) ?? [];
  const value = number === "" ? Number.NaN : Number(number);
  if (!Number.isFinite(value))
    throw refusal(`"${text}" is no number`, number.includes(",") ? "write a point: 2.5" : "such as: 5 ms");
  if (metric.unit === "word") throw refusal(`"${metric.address}" has no amount`, "compare it with a word");
  const factor = unitFactor(unit, metric.unit);
  if (factor !== null) return value * factor;
  const units = unitsFor(metric.unit);
  const near = nearest(unit, units);
  const known = units.filter((name) => name !== "").join(", ");
  const hint = known === "" ? "write the number alone" : `units of it: ${known}`;
  const what = unit === "" ? `has a unit, but "${text}" has none` : `is not measured in "${unit}"`;
  throw refusal(`"${metric.address}" ${what}`, unit !== "" && near ? `did you mean "${near}"?` : hint);
}

function parseOperator(sign: string, offset: number): Operator {
  const found = operators.find((operator) => operator === sign);
  if (found !== undefined) return found;
  const meant = { "=": "==", "=<": "<=", "=>": ">=", "≤": "<=", "≥": ">=", "<>": "!=" }[sign];
  throw new EntryFault("rule", offset, `unknown comparison "${sign}"`, [
    meant === undefined ? `comparisons are ${operators.join(", ")}` : `did you mean "${meant}"?`,
  ]);
}

function parseLimit(metric: Metric, operator: Operator, text: string): number | string {
  const isEquality = operator === "==" || operator === "!=";
  if (metric.unit === "word") return parseWord(metric, isEquality, text);
  const limit = parseAmount(text, metric);
  if (isEquality && metric.unit !== "count")
    throw refusal(
      `"${metric.address}" is measured, and a measured value never equals a number`,
      "compare it with < or >",
    );
  return limit;
}

function parseWord({ address }: Metric, isEquality: boolean, text: string): string {
  const words = wordsFor(address);
  if (!isEquality) throw refusal(`"${address}" is a word`, "compare it with == or !=");
  if (words.includes(text)) return text;
  const near = nearest(text, words);
  throw refusal(
    `"${address}" is never "${text}"`,
    near === null ? `its words are ${words.join(", ")}` : `did you mean "${near}"?`,
  );
}

function refusal(message: string, hint: string): BenchError {
  return new BenchError(message, { code: "bad-input", hints: [hint] });
}
