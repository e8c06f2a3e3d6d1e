import { quantile } from "../../stats/quantile.ts";
import { type Check, within } from "../check.ts";
import { queueCdf, queueMean, replayQueue, sumCdf, sumQuantile } from "../closed-forms.ts";
import type { Measured } from "../measured.ts";
import { phaseNames, queueSpec } from "../plan.ts";
import { injected, zero } from "../targets.ts";

const serviceMs = injected.queueServiceMs;
const queue = { arrivalsPerSecond: queueSpec.ratePerSecond, serviceMs };
/** K1's line at the service time: slope ±0.02, intercept ±0.10 ms. METHOD.md §8. */
const delayToleranceMs = 0.02 * serviceMs + 0.1;
/** A wait up to here counts as none: the machine's own noise is not a queue. */
const noWaitMs = 0.5;
/**
 * METHOD.md §8 allows 0.4 ms over 60 s where the deviation of such a mean is 0.13: 3.08 deviations. Here of 30 s, from 4,000
 * simulated runs (Lindley's recursion in R 4.2, set.seed(1)): deviation of the mean 0.1656 ms, of the share 0.0131;
 * quantiles from their 0.1 % to their 99.9 % point around the true one, widened by K2's 0.3 ms.
 */
const simulated = {
  meanToleranceMs: 3.08 * 0.1656,
  shareTolerance: 3.08 * 0.0131,
  p90: { below: 12.58 - 11.25 + 0.3, above: 14.03 - 12.58 + 0.3 },
  p99: { below: 21.68 - 17.95 + 0.3, above: 29.37 - 21.68 + 0.3 },
};

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean takes the mean of the relay without a queue off: both carry the machine's rare long waits. */
function meanSojourn(measured: Measured): number {
  const phase = phaseNames.poissonQueue;
  return measured.meanMs(phase, "serial-5") - measured.meanMs(phase, zero);
}

/** K4 of METHOD.md §8: a server of 5 ms a request at 100 requests a second, half its capacity. */
export const queueChecks: readonly Check[] = [
  {
    ...{ id: "K4-constant", title: "queue, constant arrivals: p50 is the service time", unit: "ms" },
    find(measured) {
      const phase = phaseNames.constantQueue;
      const observed = quantile(measured.latenciesMs(phase, "serial-5"), 0.5) - measured.zeroMs(phase);
      return within(serviceMs, observed, delayToleranceMs);
    },
  },
  {
    ...{ id: "K4-mean", title: "queue, Poisson arrivals (M/D/1): mean", unit: "ms" },
    find: (measured) => within(queueMean(queue), meanSojourn(measured), simulated.meanToleranceMs),
  },
  {
    // the arrivals that really were: no chance is left, only the instrument
    ...{ id: "K4-replay", title: "queue, Poisson arrivals replayed (Lindley): mean", unit: "ms" },
    find(measured) {
      const arrivalsMs = measured
        .samples(phaseNames.poissonQueue, "serial-5")
        .map(({ readyNs }) => readyNs / 1e6);
      const expected = meanOf(
        replayQueue(
          arrivalsMs.toSorted((a, b) => a - b),
          serviceMs,
        ),
      );
      return within(expected, meanSojourn(measured), delayToleranceMs);
    },
  },
  {
    ...{ id: "K4-no-wait", title: `queue, M/D/1: share that waits at most ${noWaitMs} ms`, unit: "" },
    find(measured) {
      const phase = phaseNames.poissonQueue;
      const times = measured.latenciesMs(phase, "serial-5");
      const limitMs = serviceMs + noWaitMs + measured.zeroMs(phase);
      const observed = times.filter((time) => time <= limitMs).length / times.length;
      const expected = sumCdf(limitMs, queueCdf(queue), measured.latenciesMs(phase, zero));
      return within(expected, observed, simulated.shareTolerance);
    },
  },
  ...(["p90", "p99"] as const).map((name): Check => {
    const p = name === "p90" ? 0.9 : 0.99;
    return {
      ...{ id: `K4-${name}`, title: `queue, M/D/1: ${name}`, unit: "ms" },
      find(measured) {
        const phase = phaseNames.poissonQueue;
        const expected = sumQuantile(p, queueCdf(queue), measured.latenciesMs(phase, zero));
        const observed = quantile(measured.latenciesMs(phase, "serial-5"), p);
        const { below, above } = simulated[name];
        return { expected, observed, low: expected - below, high: expected + above };
      },
    };
  }),
];
