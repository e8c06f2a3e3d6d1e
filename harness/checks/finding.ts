import type { FullLeniency } from "./check-file.ts";
import type { Place } from "./placed-problems.ts";

/** `missing`: there is no value at all. Neither it nor `undecided` is green unless the file says so. */
export type State = "passed" | "failed" | "undecided" | "missing";

/** What was found, in a word and in a sentence's end. */
export interface Judged {
  state: State;
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

/** Whether a state lets a check pass. */
export function isGreen(state: State, leniency: FullLeniency): boolean {
  if (state === "passed") return true;
  return state !== "failed" && leniency[state] === "pass";
}
