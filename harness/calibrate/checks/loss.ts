import type { Outcome, Sample } from "../../model/sample.ts";
import { binomialRange } from "../../stats/binomial-range.ts";
import { quantile, quantileRanks } from "../../stats/quantile.ts";
import { type Check, within } from "../check.ts";
import { duet, type Measured, NotMeasured } from "../measured.ts";
import { calibrationProfile } from "../plan.ts";
import { injected, zero } from "../targets.ts";

/** A target that strikes every n-th request of its process, and as what each must be counted. */
interface Struck {
  id: string;
  scenario: string;
  every: number;
  outcome: Outcome;
}

const struck: readonly Struck[] = [
  { id: "K8", scenario: "reset", every: injected.resetEvery, outcome: "reset" },
  { id: "K10", scenario: "blackhole", every: injected.blackholeEvery, outcome: "timeout" },
  { id: "K11", scenario: "status", every: injected.statusEvery, outcome: "status" },
  { id: "K12", scenario: "corrupt", every: injected.corruptEvery, outcome: "mismatch" },
];
const randomly: Struck = { id: "K9", scenario: "reset-random", every: 0, outcome: "reset" };

/** METHOD.md §8, K9. */
const binomialConfidence = 0.999;
/** METHOD.md §8, K10; and the confidence of the two intervals, ours. */
const p98Share = 0.05;
const p98Confidence = 0.99;

function hitsOf(samples: readonly Sample[], outcome: Outcome): Sample[] {
  return samples.filter((sample) => sample.outcome === outcome);
}

/** Of any N requests in a row every n-th is floor(N/n) of them, or one more: the count began before the phase. */
function countCheck({ id, scenario, every, outcome }: Struck): Check {
  return {
    ...{ id, title: `${scenario}: every ${every}th request fails as ${outcome}`, unit: "" },
    find(measured) {
      const samples = measured.samples(duet, scenario);
      const [low, high] = [Math.floor(samples.length / every), Math.ceil(samples.length / every)];
      return {
        expected: samples.length / every,
        observed: hitsOf(samples, outcome).length,
        ...{ low, high },
      };
    },
  };
}

/**
 * Requests that were hit although they are not the n-th, or were not although they are: the requests of a target reach
 * it in the order of their numbers, so all hits leave the same remainder.
 */
export function wronglyHit(samples: readonly Sample[], outcome: Outcome, every: number): number {
  const hits = hitsOf(samples, outcome);
  const remainders = Map.groupBy(hits, ({ seq }) => seq % every);
  const [remainder] = [...remainders].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  return samples.filter(({ seq, outcome: was }) => (seq % every === remainder) !== (was === outcome)).length;
}

/** Failures of a class that nothing was injected for; 0 in all targets together. */
function strayFailures(measured: Measured): number {
  const stray = [...struck, randomly].flatMap(({ scenario, outcome: injectedOutcome }) =>
    measured.samples(duet, scenario).filter(({ outcome }) => outcome !== "ok" && outcome !== injectedOutcome),
  );
  return stray.length;
}

/**
 * A black hole must not delay the others: its p98 is the relay's own quantile at 0.98/(1 − 1/n), because that share of
 * all is below. Passes where their 99 % order-statistic intervals, METHOD.md's ±5 % added, touch.
 */
function p98Check(): Check {
  const { scenario, every } = struck[1]!;
  return {
    ...{ id: "K10-p98", title: "blackhole: p98 is the relay's own", unit: "ms" },
    find(measured) {
      const own = measured.latenciesMs(duet, scenario);
      const base = measured.latenciesMs(duet, zero);
      const p = 0.98 / (1 - 1 / every);
      const [ownRanks, baseRanks] = [
        quantileRanks(own.length, 0.98, p98Confidence),
        quantileRanks(base.length, p, p98Confidence),
      ];
      if (!ownRanks || !baseRanks) throw new NotMeasured("too few samples for a p98");
      const [expected, observed] = [quantile(base, p), quantile(own, 0.98)];
      const above = own[ownRanks.high - 1]! - observed;
      const below = observed - own[ownRanks.low - 1]!;
      return {
        ...{ expected, observed },
        low: base[baseRanks.low - 1]! - above - p98Share * expected,
        high: base[baseRanks.high - 1]! + below + p98Share * expected,
      };
    },
  };
}

/** K8 to K12 of METHOD.md §8: what is lost is counted, in its class, and nothing else is. */
export const lossChecks: readonly Check[] = [
  ...struck.map(countCheck),
  {
    ...{ id: "K9", title: "reset-random: 2 % of the requests fail as reset", unit: "" },
    find(measured) {
      const samples = measured.samples(duet, randomly.scenario);
      const observed = hitsOf(samples, randomly.outcome).length;
      const range = binomialRange(samples.length, injected.resetProbability, binomialConfidence);
      return { expected: samples.length * injected.resetProbability, observed, ...range };
    },
  },
  {
    ...{
      id: "K8-which",
      title: "reset, blackhole, status, corrupt: requests hit or spared wrongly",
      unit: "",
    },
    find(measured) {
      const wrong = struck.map(({ scenario, outcome, every }) =>
        wronglyHit(measured.samples(duet, scenario), outcome, every),
      );
      return within(
        0,
        wrong.reduce((sum, count) => sum + count, 0),
        0,
      );
    },
  },
  {
    ...{ id: "K8-class", title: "failures of a class that nothing was injected for", unit: "" },
    find: (measured) => within(0, strayFailures(measured), 0),
  },
  p98Check(),
  {
    ...{ id: "K10-p99.5", title: "blackhole: p99.5 is no answer (shown as the timeout)", unit: "ms" },
    find(measured) {
      const timeoutMs = calibrationProfile.timeoutSeconds * 1_000;
      const observed = quantile(measured.latenciesMs(duet, "blackhole"), 0.995);
      return within(timeoutMs, Math.min(timeoutMs, observed), 0);
    },
  },
];
