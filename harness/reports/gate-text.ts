import type { Gate } from "../model/summary.ts";

/** `0.12 ms`, or that it is not known. */
export function gateValue({ value, unit }: Gate): string {
  return value === null ? "not known" : withUnit(Number(value.toPrecision(value >= 90 ? 4 : 2)), unit);
}

/** `warns above 1 ms, invalid above 5 ms`; one limit where both are the same. */
export function gateLimits({ bad, warnLimit, invalidLimit, unit }: Gate): string {
  if (warnLimit === invalidLimit) return `invalid ${bad} ${withUnit(warnLimit, unit)}`;
  const warns = `warns ${bad} ${withUnit(Number(warnLimit.toPrecision(4)), unit)}`;
  return invalidLimit === null ? warns : `${warns}, invalid ${bad} ${withUnit(invalidLimit, unit)}`;
}

function withUnit(value: number, unit: string): string {
  return unit === "" ? String(value) : `${value} ${unit}`;
}
