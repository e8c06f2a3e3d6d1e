export const calibrationSchema = "tunnelbench/calibration/1";

/** One known answer: what an injected fault must show, and what this host's instrument showed. METHOD.md §8. */
export interface CalibrationCheck {
  /** METHOD.md's number, with what part of it: `K1-slope`. */
  id: string;
  title: string;
  unit: string;
  /** The closed form's value; null when it could not be checked. */
  expected: number | null;
  /** null also where it was no finite number: an answer that never came. */
  observed: number | null;
  /** `observed` passes from here to there; null: no limit on that side. */
  low: number | null;
  high: number | null;
  state: "passed" | "failed" | "missing";
  /** Why it could not be checked. */
  reason: string | null;
}

/** One run of all known-answer tests on one host: `<results>/calibration/<host-id>/<run-id>.json`. */
export interface Calibration {
  schema: typeof calibrationSchema;
  /** Of the run, whose folder lies beside. */
  id: string;
  hostId: string;
  at: string;
  seed: string;
  tool: { version: string; commit: string | null; dirty: boolean | null };
  /** What the gates said of generator and host meanwhile: a failed check may be theirs. */
  warnings: string[];
  /** Whether one of them was beyond its invalid limit: an ordinary run would have been of grade C, or lost a round. */
  isDisturbed: boolean;
  passed: number;
  of: number;
  checks: CalibrationCheck[];
}
