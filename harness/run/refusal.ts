import { BenchError } from "../model/error.ts";

/** One thing that is wrong with a plan, and the nearest that is possible. */
export interface Refusal {
  what: string;
  nearest: string;
}

/** Throws `bad-input` with every reason, and each remedy once; nothing where there is none. */
export function refuse(refusals: readonly Refusal[]): void {
  if (refusals.length === 0) return;
  const hints = [...new Set(refusals.map(({ nearest }) => nearest))];
  const reasons = [...new Set(refusals.map(({ what }) => what))];
  throw new BenchError(reasons.join("\n"), { code: "bad-input", hints });
}

/** Refuses a value outside of least…most, naming the nearer end; the unit may go on to explain. */
export function within(
  name: string,
  value: number,
  { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, unit = "" },
): Refusal[] {
  if (value >= least && value <= most) return [];
  const text = value < least ? `must be at least ${least}` : `can be at most ${most}`;
  return [{ what: `${name} is ${value}`, nearest: `${name} ${text} ${unit}`.trim() }];
}
