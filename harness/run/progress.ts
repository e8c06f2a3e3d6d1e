/** What a run tells while it goes on; the terminal listens, the run does not know how it is drawn. */
export interface Progress {
  /** A step outside of the measured phases: building, starting, removing. */
  step(text: string): void;
  phase(update: PhaseProgress): void;
  /** Something that the user should see even when it is not on a terminal. */
  warn(text: string): void;
  done(): void;
}

export interface PhaseProgress {
  phase: string;
  /** Scenarios that get traffic now. */
  scenarios: readonly string[];
  elapsedSeconds: number;
  remainingSeconds: number;
  sent: number;
  failed: number;
  /** HTTP latency of each scenario in its newest phase that has ended, microseconds; +Infinity: most had no answer. */
  medianUs: ReadonlyMap<string, number>;
}
