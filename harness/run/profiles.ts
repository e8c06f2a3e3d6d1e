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
  connect: { seconds: 1, ratePerSecond: 40 },
  bulk: { streams: [1], seconds: 0.4, settleSeconds: 0.1 },
};

/** METHOD.md §10.2: the one to quote. Six instances, and once what saturates. */
const standard: Profile = {
  ...quick,
  name: "standard",
  instances: 6,
  evidenceSecrets: 64,
  evidenceSeconds: 4,
  warmup: { seconds: 10, ratePerSecond: 50, extensions: 1 },
  duet: { seconds: 36, ratePerSecond: 25 },
  connect: { seconds: 3, ratePerSecond: 20 },
  bulk: { streams: [1], seconds: 1, settleSeconds: 0.3 },
  bulkOnce: { streams: [8], seconds: 1.5, settleSeconds: 0.5 },
  closedLoop: { connections: [1, 8, 32], seconds: 1.2, settleSeconds: 0.3 },
  connectRate: { connections: 8, seconds: 1.5, settleSeconds: 0.3 },
  saturation: {
    sloMs: 50,
    connections: 32,
    trialSeconds: 1.2,
    pauseSeconds: 0.3,
    widthRatio: 0.05,
    finalTrials: 1,
  },
};

/** PAPER.md's protocol; METHOD.md §10.3. A new connection for every HTTP request, one message every 2 s. */
const paper: Profile = {
  ...quick,
  name: "paper",
  timeoutSeconds: 10,
  arrivals: "constant",
  duet: null,
  slots: null,
  connect: null,
  bulk: null,
  study: { minutes: 25, windowMinutes: 15, everySeconds: 2, isConcurrent: false },
};

/** `quick` cut to the bone, to prove that a set-up works; its numbers carry no tail. Used by the end-to-end tests. */
const smoke: Profile = {
  ...quick,
  name: "smoke",
  warmup: { seconds: 2, ratePerSecond: 25 },
  duet: { seconds: 7, ratePerSecond: 25 },
  slots: { rounds: 2, seconds: 0.8, settleSeconds: 0.2, ratePerSecond: 100 },
  connect: { seconds: 1, ratePerSecond: 10 },
  bulk: { streams: [1], seconds: 0.3, settleSeconds: 0.1 },
};

/** All profiles by name. */
export const profiles: Readonly<Record<string, Profile>> = { quick, standard, paper, smoke };
