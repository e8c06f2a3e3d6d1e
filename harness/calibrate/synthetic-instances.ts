import { type RandomSource, randomFromSeed, uniform } from "../model/random.ts";
import { compareInstances, type Effect, type Pair } from "../stats/compare.ts";
import { quantile, sortSamples } from "../stats/quantile.ts";
import { decideVerdict } from "../stats/verdict.ts";

/** A made-up experiment whose truth is known. METHOD.md §8, K27. */
export interface SyntheticSpec {
  runs: number;
  instances: number;
  requests: number;
  /** Of the logarithm of a request's latency. */
  requestSigma: number;
  /** Of the log ratio between instances. */
  instanceSd: number;
  /** True scenario / reference. */
  ratio: number;
  /** Median of the reference, µs. */
  medianUs: number;
  seed: string;
}

export interface SyntheticResult {
  /** Share of the runs whose 95 % interval holds the true ratio. */
  coverage: number;
  /** Share of the runs that call the scenario slower. */
  detected: number;
}

/** Many runs through the same comparison and verdict as any measured one. */
export function simulateRuns(spec: SyntheticSpec): SyntheticResult {
  const normal = normalFrom(randomFromSeed(spec.seed, "synthetic"));
  let covered = 0;
  let detected = 0;
  for (let run = 0; run < spec.runs; run++) {
    const effect = simulateRun(spec, normal);
    const { low, high } = effect.ratioInterval;
    if (low <= spec.ratio && spec.ratio <= high) covered++;
    if (decideVerdict(effect, { statistic: "p50", level: "instance" }) === "slower") detected++;
  }
  return { coverage: covered / spec.runs, detected: detected / spec.runs };
}

function simulateRun(
  { instances, requests, requestSigma, instanceSd, ratio, medianUs }: SyntheticSpec,
  normal: () => number,
): Effect {
  const p50 = (levelUs: number) => {
    // each side carries half of the ratio's variance
    const ownUs = levelUs * Math.exp((normal() * instanceSd) / Math.SQRT2);
    const values = Float64Array.from({ length: requests }, () => ownUs * Math.exp(normal() * requestSigma));
    return quantile(sortSamples(values), 0.5);
  };
  const pairs = Array.from(
    { length: instances },
    (): Pair => ({ scenario: p50(medianUs * ratio), reference: p50(medianUs) }),
  );
  return compareInstances(pairs)!;
}

/** Standard normal numbers: G. E. P. Box, M. E. Muller, "A note on the generation of random normal deviates", 1958. */
export function normalFrom(random: RandomSource): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - uniform(random))) * Math.cos(2 * Math.PI * uniform(random));
}
