import type { CalibrationCheck } from "../model/calibration.ts";
import { type Measured, NotMeasured } from "./measured.ts";

/** What a check found. `observed` passes from `low` to `high`; null: no limit on that side. */
export interface Finding {
  expected: number;
  observed: number;
  low: number | null;
  high: number | null;
}

/** One known-answer test; `find` throws `NotMeasured` where the run lacks what it needs. */
export interface Check {
  id: string;
  title: string;
  unit: string;
  find(measured: Measured): Finding;
}

/** Makes every check. One that could not be measured says why; nothing else is caught. */
export function runChecks(checks: readonly Check[], measured: Measured): CalibrationCheck[] {
  return checks.map(({ id, title, unit, find }) => {
    try {
      const finding = find(measured);
      return {
        id,
        title,
        unit,
        ...toJson(finding),
        state: isInside(finding) ? "passed" : "failed",
        reason: null,
      };
    } catch (error) {
      if (!(error instanceof NotMeasured)) throw error;
      const nothing = { expected: null, observed: null, low: null, high: null };
      return { id, title, unit, ...nothing, state: "missing", reason: error.message };
    }
  });
}

/** JSON has no infinity: no answer at all is told as null, and so is a limit that is none. */
function toJson({ expected, observed, low, high }: Finding) {
  const finite = (value: number | null) => (Number.isFinite(value) ? value : null);
  return { expected: finite(expected), observed: finite(observed), low: finite(low), high: finite(high) };
}

/** A tolerance that is the same on both sides of the expected value. */
export function within(expected: number, observed: number, tolerance: number): Finding {
  return { expected, observed, low: expected - tolerance, high: expected + tolerance };
}

/** An answer that is right or wrong: 1 is expected. */
export function isTrue(answer: boolean): Finding {
  return { expected: 1, observed: answer ? 1 : 0, low: 1, high: 1 };
}

/** Every limit is part of what passes. A value that is no number, or infinite beyond a limit, is outside. */
function isInside({ observed, low, high }: Finding): boolean {
  return observed >= (low ?? Number.NEGATIVE_INFINITY) && observed <= (high ?? Number.POSITIVE_INFINITY);
}
