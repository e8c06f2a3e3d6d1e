/**
 * The calibration targets of compose/calibration by what is injected there. The same numbers stand in their command lines; a
 * test holds them together.
 */
export const injected = {
  delayMs: { "delay-0": 0, "delay-1": 1, "delay-5": 5, "delay-20": 20 },
  exponentialMeanMs: 5,
  uniformMs: { from: 0, to: 10 },
  stallMs: 1_000,
  stallEveryMs: 10_000,
  resetEvery: 50,
  resetProbability: 0.02,
  blackholeEvery: 100,
  statusEvery: 100,
  corruptEvery: 100,
  publishDropEvery: 100,
  publishSwapEvery: 200,
  publishDuplicateEvery: 50,
  rateBytesPerSecond: 10_000_000,
  /** Of `serial-5`. */
  queueServiceMs: 5,
  /** Of `serial-4`. */
  capacityServiceMs: 4,
} as const;

/** The relay with its knob at 0: differences are taken against it, which cancels its own cost. METHOD.md §8. */
export const zero = "delay-0";

/** Two identical relay pairs without a fault, for the test of the null. */
export const plainTargets = ["relay", "control"] as const;

/** Fault relays that are measured side by side in the duet. */
export const duetTargets = [
  ...["delay-0", "delay-1", "delay-5", "delay-20", "delay-exponential", "delay-uniform"],
  ...["stall", "reset", "reset-random", "blackhole", "status", "corrupt", "nagle"],
] as const;

/** Fault relays with a phase of their own. */
export const soloTargets = ["sequence", "serial-5", "serial-4", "rate"] as const;

/** All fault relays, each a file of that name in compose/calibration. */
export const faultTargets: readonly string[] = [...duetTargets, ...soloTargets];
