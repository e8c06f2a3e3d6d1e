/** One thing that is wrong with a plan, and the nearest that is possible. */
export interface Refusal {
  what: string;
  nearest: string;
}

/** Refuses a value outside of least…most, naming the nearer end; the unit may go on to explain. */
export function within(
  name: string,
  value: number | undefined,
  { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY, unit = "" },
): Refusal[] {
  if (value === undefined || (value >= least && value <= most)) return [];
  const text = value < least ? `must be at least ${least}` : `can be at most ${most}`;
  return [{ what: `${name} is ${value}`, nearest: `${name} ${text} ${unit}`.trim() }];
}
