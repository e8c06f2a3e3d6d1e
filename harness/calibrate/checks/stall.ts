import { quantile } from "../../stats/quantile.ts";
import { type Check, within } from "../check.ts";
import { stallCdf, stallMean, sumQuantile } from "../closed-forms.ts";
import { duet, type Measured } from "../measured.ts";
import { duetSpec } from "../plan.ts";
import { stallMeanTolerance, stallQuantileTolerance } from "../stall-tolerance.ts";
import { injected, zero } from "../targets.ts";

const stall = { stallMs: injected.stallMs, everyMs: injected.stallEveryMs };
const traffic = {
  stallMs: injected.stallMs,
  ratePerSecond: duetSpec.ratePerSecond,
  stalls: (duetSpec.seconds * 1_000) / injected.stallEveryMs,
};
/** As K1's intercept, METHOD.md §8. */
const medianToleranceMs = 0.1;
/** METHOD.md §8, K3b. */
const hidden = { p99Ms: 5, leastMaxShare: 0.97 };

/** The stall and the relay's own time together. */
function stallQuantileCheck(p: number, toleranceMs: number): Check {
  return {
    ...{ id: `K3-p${p * 100}`, title: `stall, open loop: p${p * 100}`, unit: "ms" },
    find(measured) {
      const expected = sumQuantile(p, stallCdf(stall), measured.latenciesMs(duet, zero));
      return within(expected, quantile(measured.latenciesMs(duet, "stall"), p), toleranceMs);
    },
  };
}

function closedLoop(measured: Measured) {
  return measured.capacity("stall", "closedLoop.1", (figures) => figures.closedLoop?.["1"]);
}

/** K3 and K3b of METHOD.md §8: a stall of 1 s every 10 s, which an open loop shows and a closed loop hides. */
export const stallChecks: readonly Check[] = [
  stallQuantileCheck(0.5, medianToleranceMs),
  ...[0.95, 0.99, 0.999].map((p) => stallQuantileCheck(p, stallQuantileTolerance(traffic))),
  {
    ...{ id: "K3-mean", title: "stall, open loop: mean", unit: "ms" },
    find(measured) {
      const expected = stallMean(stall);
      const observed = measured.meanMs(duet, "stall") - measured.meanMs(duet, zero);
      const n = measured.samples(duet, "stall").length;
      return within(expected, observed, stallMeanTolerance(traffic, n, expected));
    },
  },
  {
    ...{ id: "K3b-p99", title: "stall, closed loop of 1: p99 hides it", unit: "ms" },
    find(measured) {
      const { p50Us, p99Us } = closedLoop(measured);
      return { expected: p50Us / 1_000, observed: p99Us / 1_000, low: 0, high: hidden.p99Ms };
    },
  },
  {
    ...{ id: "K3b-max", title: "stall, closed loop of 1: only the maximum shows it", unit: "ms" },
    find(measured) {
      const { p50Us, maxUs } = closedLoop(measured);
      const low = hidden.leastMaxShare * stall.stallMs;
      return { expected: stall.stallMs + p50Us / 1_000, observed: maxUs / 1_000, low, high: null };
    },
  },
];
