import { expectedTrials } from "../analysis/trial.ts";
import type { SaturationSpec } from "../model/plan.ts";

/** A closed loop gives the rate that the search starts from, METHOD.md §1.5. */
export const firstLoopSeconds = 2;

/** Of the rate found, whose latency is shown too: METHOD.md §1.5, as FD.io CSIT does. */
export const latencyShares = [0.1, 0.5, 0.9];

/** Seconds that a search usually takes, with the pause after each load. */
export function expectedSearchSeconds(spec: SaturationSpec): number {
  const { trialSeconds, pauseSeconds } = spec;
  return (
    firstLoopSeconds +
    pauseSeconds +
    (expectedTrials(spec) + latencyShares.length) * (trialSeconds + pauseSeconds)
  );
}
