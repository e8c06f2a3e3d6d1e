import type { Outcome, Sample } from "../../model/sample.ts";
import type { FailureClass } from "../../model/summary.ts";
import { binomialRange } from "../../stats/binomial-range.ts";
import { type Check, type Finding, within } from "../check.ts";
import { duet, type Measured } from "../measured.ts";
import { duetTargets, injected, plainTargets } from "../targets.ts";
import { blackHoleChecks } from "./black-hole.ts";

/** A target that strikes every n-th request of its process, and as what each must be counted. */
interface Struck {
  id: string;
  scenario: string;
  every: number;
  outcome: FailureClass;
}

const struck: readonly Struck[] = [
  { id: "K8", scenario: "reset", every: injected.resetEvery, outcome: "reset" },
  { id: "K10", scenario: "blackhole", every: injected.blackholeEvery, outcome: "timeout" },
  { id: "K11", scenario: "status", every: injected.statusEvery, outcome: "status" },
  { id: "K12", scenario: "corrupt", every: injected.corruptEvery, outcome: "mismatch" },
];
const randomly = { scenario: "reset-random", outcome: "reset" } as const;
/** What each target may fail as; the others not at all. */
const injectedAs = new Map<string, FailureClass>(
  [...struck, randomly].map(({ scenario, outcome }) => [scenario, outcome]),
);

/** METHOD.md §8, K9. */
const binomialConfidence = 0.999;

/** Of any N in a row every n-th is floor(N/n) of them, or one more: the relay's count began before the phase. */
export function everyNth(n: number, every: number, observed: number): Finding {
  return { expected: n / every, observed, low: Math.floor(n / every), high: Math.ceil(n / every) };
}

/** The same as a share of all N. */
export function everyNthShare(n: number, every: number, observed: number): Finding {
  const { low, high } = everyNth(n, every, observed);
  return { expected: 1 / every, observed, low: low! / n, high: high! / n };
}

/** The summary's count, and its ratios: each is what a report prints. N is counted here. */
function struckChecks({ id, scenario, every, outcome }: Struck): Check[] {
  const sentOf = (measured: Measured) => measured.samples(duet, scenario).length;
  return [
    {
      ...{ id, title: `${scenario}: every ${every}th request fails as ${outcome}`, unit: "" },
      find: (measured) => everyNth(sentOf(measured), every, measured.http(scenario).errors[outcome]),
    },
    {
      ...{ id: `${id}-ratio`, title: `${scenario}: errors / sent`, unit: "" },
      find: (measured) =>
        everyNthShare(sentOf(measured), every, measured.http(scenario).errorRatio ?? Number.NaN),
    },
  ];
}

/** Lost requests of those sent: what is swallowed counts, what fails otherwise does not. */
function lossRatioChecks(): Check[] {
  const lossRatio = (measured: Measured, scenario: string) => measured.http(scenario).lossRatio ?? Number.NaN;
  return [
    {
      ...{ id: "K10-loss", title: "blackhole: (lost + timeouts) / sent", unit: "" },
      find(measured) {
        const sent = measured.samples(duet, "blackhole").length;
        return everyNthShare(sent, injected.blackholeEvery, lossRatio(measured, "blackhole"));
      },
    },
    {
      ...{ id: "K8-loss", title: "reset, status, corrupt: (lost + timeouts) / sent, greatest", unit: "" },
      find(measured) {
        const ratios = ["reset", "status", "corrupt"].map((scenario) => lossRatio(measured, scenario));
        return within(0, Math.max(...ratios), 0);
      },
    },
  ];
}

/**
 * Requests that were hit although they are not the n-th, or were not although they are: the requests of a target reach
 * it in the order of their numbers, so all hits leave the same remainder.
 */
export function wronglyHit(samples: readonly Sample[], outcome: Outcome, every: number): number {
  const hits = samples.filter((sample) => sample.outcome === outcome);
  const remainders = Map.groupBy(hits, ({ seq }) => seq % every);
  const [remainder] = [...remainders].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  return samples.filter(({ seq, outcome: was }) => (seq % every === remainder) !== (was === outcome)).length;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Failures of a class that nothing was injected for: in all targets of the duet together, also those without a loss. */
function strayFailures(measured: Measured): number {
  return sumOf(
    [...plainTargets, ...duetTargets].flatMap((scenario) =>
      Object.entries(measured.http(scenario).errors).map(([outcome, count]) =>
        outcome === injectedAs.get(scenario) ? 0 : count,
      ),
    ),
  );
}

/** K8 to K12 of METHOD.md §8: what is lost is counted, in its class, and nothing else is. */
export const lossChecks: readonly Check[] = [
  ...struck.flatMap(struckChecks),
  {
    ...{ id: "K9", title: "reset-random: 2 % of the requests fail as reset", unit: "" },
    find(measured) {
      const { length } = measured.samples(duet, randomly.scenario);
      const observed = measured.http(randomly.scenario).errors[randomly.outcome];
      const range = binomialRange(length, injected.resetProbability, binomialConfidence);
      return { expected: length * injected.resetProbability, observed, ...range };
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
      return within(0, sumOf(wrong), 0);
    },
  },
  {
    ...{ id: "K8-class", title: "all targets: failures of a class that nothing was injected for", unit: "" },
    find: (measured) => within(0, strayFailures(measured), 0),
  },
  ...lossRatioChecks(),
  ...blackHoleChecks,
];
