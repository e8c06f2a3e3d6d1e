import { quantile, quantileRanks, type SortedSamples, sortSamples } from "../../stats/quantile.ts";
import { type Check, within } from "../check.ts";
import { type Measured, NotMeasured } from "../measured.ts";
import { calibrationProfile } from "../plan.ts";
import { injected, zero } from "../targets.ts";

/** METHOD.md §8, K10; and the confidence of the two intervals, ours. */
const p98Share = 0.05;
const p98Confidence = 0.99;
/** Every n-th is swallowed: p98 of all is this quantile of the answered ones, because that share of them is below. */
const answeredP = 0.98 / (1 - 1 / injected.blackholeEvery);

/** As the analysis sorted them to the duet, ms; +Infinity without an answer. */
function duetLatenciesMs(measured: Measured, scenario: string): SortedSamples {
  measured.http(scenario);
  const { latencyUs } = measured.measurements.duetTraffic(scenario, "http")!;
  return sortSamples(latencyUs.map((time) => time / 1_000));
}

/** A quantile and how far its order-statistic interval reaches to each side. */
function spreadOf(sorted: SortedSamples, p: number) {
  const ranks = quantileRanks(sorted.length, p, p98Confidence);
  if (ranks === null) throw new NotMeasured("too few samples for a p98");
  const value = quantile(sorted, p);
  return { value, below: value - sorted[ranks.low - 1]!, above: sorted[ranks.high - 1]! - value };
}

/** K10 of METHOD.md §8: requests that a relay swallows are infinitely late, and delay no other. */
export const blackHoleChecks: readonly Check[] = [
  {
    // METHOD.md's ±5 %, and the intervals of both, which are independent: added as squares
    ...{ id: "K10-p98", title: "blackhole: p98 is the relay's own", unit: "ms" },
    find(measured) {
      const all = duetLatenciesMs(measured, "blackhole");
      const own = spreadOf(sortSamples(all.filter(Number.isFinite)), answeredP);
      const base = spreadOf(duetLatenciesMs(measured, zero), answeredP);
      const allowedMs = p98Share * base.value;
      const below = allowedMs + Math.hypot(base.below, own.above);
      const above = allowedMs + Math.hypot(base.above, own.below);
      // also where a request of the relay without a fault had no answer: its interval has no top then
      if (!(Math.max(below, above) <= base.value / 2))
        throw new NotMeasured(
          `the relay's own p98 is not known well enough: its interval is wider than half of it (${base.value.toFixed(2)} ms)`,
        );
      return {
        ...{ expected: base.value, observed: quantile(all, 0.98) },
        ...{ low: base.value - below, high: base.value + above },
      };
    },
  },
  {
    ...{ id: "K10-p99.5", title: "blackhole: p99.5 is no answer (shown as the timeout)", unit: "ms" },
    find(measured) {
      const timeoutMs = calibrationProfile.timeoutSeconds * 1_000;
      const observed = quantile(duetLatenciesMs(measured, "blackhole"), 0.995);
      return within(timeoutMs, Math.min(timeoutMs, observed), 0);
    },
  },
];
