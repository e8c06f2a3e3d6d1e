import type { FullLeniency } from "./check-file.ts";
import type { Place } from "./placed-problems.ts";

/** `missing`: there is no value at all. Neither it nor `undecided` is green unless the file says so. */
export type State = "passed" | "failed" | "undecided" | "missing";

/** What was found, in a word and in a sentence's end. */
export interface Judged {
  state: State;
  /** Missing although its base is there, or because the runs must not be compared: no `missing: pass` makes that green. */
  isLost?: boolean;
  /** With its interval: `is 6.1 ms (95 % interval 5.8 ms … 6.4 ms)`. */
  detail: string;
}

/** What one rule says of one scenario's metric. */
export interface Finding extends Judged {
  kind: "threshold" | "regression" | "run";
  /** As it stands in the file. */
  rule: string;
  /** Where it stands there; null for what no line asks for. */
  place: Place | null;
  /** `native.http.latency.p99`. */
  subject: string;
  /** Scenarios of the run to measure again, should this be doubted. */
  scenarios: readonly string[];
  isGreen: boolean;
}

/** What tells a finding from the others of its file: two rules may read the same and differ in what they let pass. */
export type FindingKey = Pick<Finding, "rule" | "place" | "subject">;

export function keyOf({ rule, place, subject }: FindingKey): string {
  return JSON.stringify([place?.line, place?.column, rule, subject]);
}

/** Whether an answer lets a check pass. */
export function isGreen(
  { state, isLost }: Pick<Judged, "state" | "isLost">,
  leniency: FullLeniency,
): boolean {
  if (isLost === true) return false;
  if (state === "passed") return true;
  return state !== "failed" && leniency[state] === "pass";
}
