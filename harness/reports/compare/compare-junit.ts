import { type JunitCase, renderJunit } from "../junit.ts";
import { type RowView, viewPair } from "./compare-view.ts";
import type { RunComparison } from "./comparison.ts";

/** A suite a pair of runs: what got worse, or changed, has failed; what cannot be told is skipped. */
export function renderComparisonJunit(comparison: RunComparison): string {
  const suites = comparison.pairs.map((pair) => {
    const { title, headline, scenarios } = viewPair(pair);
    const cases = scenarios.flatMap(({ name, rows }) => rows.map((row) => caseOf(name, row)));
    const { startedAt } = comparison.runs.find(({ id }) => id === pair.run)!;
    return { name: title, timestamp: startedAt, cases, output: headline };
  });
  return renderJunit(suites);
}

function caseOf(classname: string, { metric, before, after, change, verdict, tone }: RowView): JunitCase {
  const states = { bad: "failed", good: "passed", plain: "passed", muted: "skipped" } as const;
  const message = `${verdict}: ${before} → ${after}, change ${change}`;
  return { name: metric, classname, state: states[tone], ...(tone !== "good" && { message }) };
}
