import type { Check, Finding } from "../check.ts";
import type { Measured } from "../measured.ts";
import { phaseNames } from "../plan.ts";
import { injected } from "../targets.ts";

function published(measured: Measured) {
  const samples = measured.samples(phaseNames.sequence, "sequence", "mqtt");
  const lost = samples.filter(({ outcome }) => outcome === "lost" || outcome === "timeout").length;
  const reordered = samples.filter(({ reordered: isReordered }) => isReordered).length;
  const duplicates = samples.reduce((sum, sample) => sum + sample.duplicates, 0);
  return { sent: samples.length, lost, reordered, duplicates, passed: samples.length - lost };
}

/** floor(N/n) or one more: the relay's count began before the phase. */
function everyNth(n: number, every: number, observed: number): Finding {
  return { expected: n / every, observed, low: Math.floor(n / every), high: Math.ceil(n / every) };
}

/** K13 of METHOD.md §8: messages of MQTT that a relay drops, swaps and repeats, in this order. */
export const sequenceChecks: readonly Check[] = [
  {
    ...{ id: "K13-loss", title: "sequence: every 100th message is lost", unit: "" },
    find(measured) {
      const { sent, lost } = published(measured);
      return everyNth(sent, injected.publishDropEvery, lost);
    },
  },
  {
    ...{ id: "K13-swap", title: "sequence: every 200th pair of the rest comes out of order", unit: "" },
    find(measured) {
      const { passed, reordered } = published(measured);
      return everyNth(passed, 2 * injected.publishSwapEvery, reordered);
    },
  },
  {
    ...{ id: "K13-duplicate", title: "sequence: every 50th of the rest comes twice", unit: "" },
    find(measured) {
      const { passed, duplicates } = published(measured);
      return everyNth(passed, injected.publishDuplicateEvery, duplicates);
    },
  },
];
