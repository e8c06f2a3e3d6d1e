import type { RunComparison } from "./comparison.ts";

/** The comparison itself. `"inf"`: requests without an answer; JSON has no infinity, and null is "not measured". */
export function renderComparisonJson(comparison: RunComparison): string {
  const text = JSON.stringify(
    comparison,
    (_key, value) => (value === Number.POSITIVE_INFINITY ? "inf" : value),
    2,
  );
  return `${text}\n`;
}
