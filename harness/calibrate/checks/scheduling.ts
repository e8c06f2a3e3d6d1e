import { quantile, sortSamples } from "../../stats/quantile.ts";
import { countDispersion, criticalDistance, exponentialDistance } from "../arrival-tests.ts";
import { type Check, isTrue, within } from "../check.ts";
import { stallQuantile } from "../closed-forms.ts";
import { type Measured, NotMeasured, scheduledMs } from "../measured.ts";
import { generatorStallSpec, phaseNames, queueSpec, scheduleSpec } from "../plan.ts";
import { stallQuantileTolerance } from "../stall-tolerance.ts";
import { stalledRounds } from "../stalled-rounds.ts";
import { zero } from "../targets.ts";
import { clockStepChecks } from "./clock-step.ts";
import { scheduledLatencyChecks } from "./scheduled-latency.ts";

/** METHOD.md §8, K5. */
const leastP = 0.001;
const dispersionDeviations = 4;
const dispersionIntervalMs = 100;
/** G1's invalid limit for the p99, METHOD.md §9.3. */
const lagLimitMs = 5;
/** What the schedule's rounding to whole nanoseconds and the reading of the clock may differ. */
const clockResolutionMs = 0.001;

/** Release times of the Poisson phase's queue, ms from its first second on, ascending. */
function releasesMs(measured: Measured): number[] {
  const samples = measured.samples(phaseNames.poissonQueue, "serial-5");
  const startNs = measured.stored.run.timeline.find(
    ({ phase }) => phase === phaseNames.poissonQueue,
  )?.startNs;
  if (startNs === undefined) throw new NotMeasured(`phase ${phaseNames.poissonQueue} did not end`);
  return samples.map(({ readyNs }) => (readyNs - startNs) / 1e6).toSorted((a, b) => a - b);
}

function lagsMs(measured: Measured, phase: string, scenario: string): number[] {
  return measured.samples(phase, scenario).map(({ readyNs, intendedNs }) => (readyNs - intendedNs) / 1e6);
}

const stalled = {
  stallMs: generatorStallSpec.stallMs,
  everyMs: generatorStallSpec.seconds * 1_000,
};
const stalledTraffic = {
  stallMs: generatorStallSpec.stallMs,
  ratePerSecond: generatorStallSpec.ratePerSecond,
  stalls: 1,
};

/** Gates of the generator, G1 and G2, that call a round invalid. */
function generatorGatesAgainst(measured: Measured, isAsked: (round: string) => boolean): string[] {
  return measured.measurements.judged
    .filter(({ rule }) => /^G[12]\b/.test(rule.id))
    .flatMap(({ rule, judgements }) =>
      judgements
        .filter(({ group, isInvalid }) => isInvalid && group.kind === "round" && isAsked(group.name))
        .map(() => rule.id),
    );
}

/** K5, K29 and K30 of METHOD.md §8: the schedule is kept, and what disturbs the instrument itself is found out. */
export const schedulingChecks: readonly Check[] = [
  {
    ...{ id: "K5-count", title: "constant schedule: requests released", unit: "" },
    find(measured) {
      const released = measured
        .samples(phaseNames.schedule, zero)
        .filter(({ outcome }) => outcome !== "unsent");
      const expected = Math.floor(scheduleSpec.ratePerSecond * scheduleSpec.seconds);
      return within(expected, released.length, 0);
    },
  },
  {
    ...{ id: "K5-lag", title: "constant schedule: dispatch lag p99", unit: "ms" },
    find(measured) {
      const lags = sortSamples(lagsMs(measured, phaseNames.schedule, zero));
      return { expected: 0, observed: quantile(lags, 0.99), low: 0, high: lagLimitMs };
    },
  },
  {
    ...{ id: "K5-early", title: "constant schedule: least dispatch lag, nothing released early", unit: "ms" },
    find(measured) {
      const observed = Math.min(...lagsMs(measured, phaseNames.schedule, zero));
      return { expected: 0, observed, low: -clockResolutionMs, high: lagLimitMs };
    },
  },
  {
    ...{ id: "K5-gaps", title: "Poisson schedule: Kolmogorov's distance to the exponential", unit: "" },
    find(measured) {
      const times = releasesMs(measured);
      // two releases of one moment would be a gap of 0, which the exponential has too
      const gaps = times.slice(1).map((time, index) => time - times[index]!);
      const observed = exponentialDistance(gaps, queueSpec.ratePerSecond / 1_000);
      return { expected: 0, observed, low: 0, high: criticalDistance(gaps.length, leastP) };
    },
  },
  {
    ...{ id: "K5-dispersion", title: "Poisson schedule: variance / mean of the counts in 100 ms", unit: "" },
    find(measured) {
      const lengthMs = queueSpec.poissonSeconds * 1_000;
      const intervals = lengthMs / dispersionIntervalMs;
      const observed = countDispersion(releasesMs(measured), lengthMs, dispersionIntervalMs);
      return within(1, observed, dispersionDeviations * Math.sqrt(2 / intervals));
    },
  },
  ...clockStepChecks,
  ...scheduledLatencyChecks,
  {
    ...{ id: "K30-lag", title: "generator stalled for 200 ms: greatest dispatch lag", unit: "ms" },
    find(measured) {
      const observed = Math.max(...lagsMs(measured, phaseNames.stalledSlot, "relay"));
      return within(stalled.stallMs, observed, lagLimitMs);
    },
  },
  {
    ...{ id: "K30-scheduled", title: "generator stalled: p99 without gates would be", unit: "ms" },
    find(measured) {
      const times = measured.samples(phaseNames.stalledSlot, "relay").map(scheduledMs);
      const observed = quantile(sortSamples(times), 0.99);
      return within(stallQuantile(0.99, stalled), observed, stallQuantileTolerance(stalledTraffic));
    },
  },
  {
    ...{ id: "K30-dropped", title: "generator stalled: G1 or G2 drops that round (1 = yes)", unit: "" },
    find(measured) {
      measured.samples(phaseNames.stalledSlot, "relay");
      const stalledOnes = stalledRounds(measured.stored.run);
      return isTrue(generatorGatesAgainst(measured, (round) => stalledOnes.has(round)).length > 0);
    },
  },
  {
    ...{ id: "K30-kept", title: "generator stalled: G1 and G2 keep the other rounds (1 = yes)", unit: "" },
    find(measured) {
      measured.samples(phaseNames.stalledSlot, "relay");
      const stalledOnes = stalledRounds(measured.stored.run);
      return isTrue(generatorGatesAgainst(measured, (round) => !stalledOnes.has(round)).length === 0);
    },
  },
];
