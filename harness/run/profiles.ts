import type { Profile } from "../model/plan.ts";

/** METHOD.md §10.1, with the decisions at its head: one instance, at most 180 s warm for all scenarios. */
const quick: Profile = {
  name: "quick",
  instances: 1,
  payloadBytes: 256,
  timeoutSeconds: 2,
  evidenceSecrets: 16,
  evidenceSeconds: 2,
  warmup: { seconds: 10, ratePerSecond: 50 },
  duet: { seconds: 41, ratePerSecond: 25 },
  slots: { rounds: 4, seconds: 1, settleSeconds: 0.2, ratePerSecond: 200 },
};

/** `quick` cut to the bone, to prove that a set-up works; its numbers carry no tail. Used by the end-to-end tests. */
const smoke: Profile = {
  ...quick,
  name: "smoke",
  warmup: { seconds: 2, ratePerSecond: 25 },
  duet: { seconds: 7, ratePerSecond: 25 },
  slots: { rounds: 2, seconds: 0.8, settleSeconds: 0.2, ratePerSecond: 100 },
};

/** All profiles by name. */
export const profiles: Readonly<Record<string, Profile>> = { quick, smoke };
