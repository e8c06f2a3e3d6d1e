import { expectedTrials } from "../analysis/trial.ts";
import type { SaturationSpec } from "../model/plan.ts";

/** A closed loop gives the rate that the search starts from, METHOD.md §1.5. */
export const firstLoopSeconds = 2;

/** Seconds that a search usually takes, with the pause after each load. */
export function expectedSearchSeconds(spec: SaturationSpec): number {
  const { trialSeconds, pauseSeconds } = spec;
  return firstLoopSeconds + pauseSeconds + expectedTrials(spec) * (trialSeconds + pauseSeconds);
}
