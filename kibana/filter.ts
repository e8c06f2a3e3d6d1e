import type { Condition, Filter } from "./definition.ts";

/** The filter in Kibana's query language. */
export function toKql(filter: Filter): string {
  return filter.map((condition) => `${condition.field}: ${wanted(condition)}`).join(" and ");
}

function wanted(condition: Condition): string {
  if ("exists" in condition) return "*";
  return "is" in condition ? quote(condition.is) : `(${condition.isOneOf.map(quote).join(" or ")})`;
}

function quote(value: string | boolean): string {
  return typeof value === "boolean" ? String(value) : JSON.stringify(value);
}

/** What Kibana makes of that text (packages kbn-es-query, functions `and`, `or`, `is` and `exists`). */
export function toQuery(filter: Filter): object {
  const [only, ...others] = filter.map(conditionQuery);
  if (only === undefined) return { match_all: {} };
  return others.length === 0 ? only : { bool: { filter: [only, ...others] } };
}

function conditionQuery(condition: Condition): object {
  const { field } = condition;
  if ("isOneOf" in condition) return anyOf(condition.isOneOf.map((is) => conditionQuery({ field, is })));
  if ("exists" in condition) return anyOf([{ exists: { field } }]);
  const { is } = condition;
  return anyOf([typeof is === "boolean" ? { match: { [field]: is } } : { match_phrase: { [field]: is } }]);
}

function anyOf(should: object[]): object {
  return { bool: { should, minimum_should_match: 1 } };
}
