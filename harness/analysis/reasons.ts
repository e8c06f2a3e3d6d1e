import type { Reasons } from "../model/summary.ts";

/** In place of a value: why there is none. */
export interface Missing {
  missing: string;
}

/**
 * Why there is no comparison: one instance shows nothing of what instances differ by, and its verdict would stand unmarked
 * beside those of scenarios that have all.
 */
export function inFewInstances(count: number, planned: number): Missing {
  return { missing: `in ${count} of ${planned} instances only` };
}

/** Tells a value from the reason for its absence. */
export function isMissing(result: unknown): result is Missing {
  return typeof result === "object" && result !== null && "missing" in result;
}

/** Fills the `reasons` of a summary: every null is written through it, so none is left without its reason. */
export class ReasonBook {
  readonly reasons: Reasons = {};

  /** Notes the reason at the path of a null. */
  missing(path: string, reason: string): null {
    this.reasons[path] = reason;
    return null;
  }

  /** The value, or null with its reason noted. */
  take<T>(path: string, result: T | Missing): T | null {
    return isMissing(result) ? this.missing(path, result.missing) : (result as T);
  }
}
