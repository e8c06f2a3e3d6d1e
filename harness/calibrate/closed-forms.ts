/**
 * What an injected fault must show, from the injected numbers alone. Times in ms. METHOD.md §8 names each; the sources stand
 * beside the formulas.
 */

/** Chance of at most x. */
export type Cdf = (x: number) => number;

/** Exponential distribution: 1 − e^{−x/m}. */
export function exponentialCdf(mean: number): Cdf {
  return (x) => (x <= 0 ? 0 : 1 - Math.exp(-x / mean));
}

/** Uniform distribution on [from, to]. */
export function uniformCdf({ from, to }: { from: number; to: number }): Cdf {
  return (x) => Math.min(1, Math.max(0, (x - from) / (to - from)));
}

/**
 * Quantile of the sum of two independent times, one with a known distribution, the other as it was measured alone:
 * F(x) = mean of cdf(x − b) over the measured b, by bisection. So a relay's own time is taken into account as a whole, not
 * by its median: where that time is scattered, the median of a sum is not the sum of the medians. +Infinity where too many
 * of the measured ones are.
 */
export function sumQuantile(p: number, cdf: Cdf, measured: ArrayLike<number>): number {
  const share = (x: number) => sumCdf(x, cdf, measured);
  let high = 1;
  while (share(high) < p) {
    high *= 2;
    if (high > longestMs) return Number.POSITIVE_INFINITY;
  }
  let low = 0;
  while (high - low > 1e-7) {
    const middle = (low + high) / 2;
    if (share(middle) < p) low = middle;
    else high = middle;
  }
  return high;
}

/** Chance that the same sum is at most x. */
export function sumCdf(x: number, cdf: Cdf, measured: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < measured.length; index++) sum += cdf(x - measured[index]!);
  return sum / measured.length;
}

/** No latency is longer: an hour. */
const longestMs = 3_600_000;

/** A service that does nothing in the first `stallMs` of each `everyMs`, at a load that leaves no queue behind (ρ ≈ 0). */
export interface Stall {
  stallMs: number;
  everyMs: number;
}

/**
 * Latency quantile that a stall adds in an open loop: who arrives t into a stall waits S − t, so a share (S − x)/T waits
 * longer than x, and L_p = S − (1 − p)·T where that is above 0. METHOD.md §8, K3 with ρ = 0.
 */
export function stallQuantile(p: number, { stallMs, everyMs }: Stall): number {
  return Math.max(0, stallMs - (1 - p) * everyMs);
}

/** The distribution that this is a quantile of: 1 − (S − x)/T inside the stall's length. */
export function stallCdf({ stallMs, everyMs }: Stall): Cdf {
  return (x) => (x < 0 ? 0 : x >= stallMs ? 1 : 1 - (stallMs - x) / everyMs);
}

/** Mean latency that a stall adds: the integral of S − t over the stall, by the period, S²/(2T). METHOD.md §8, K3. */
export function stallMean({ stallMs, everyMs }: Stall): number {
  return stallMs ** 2 / (2 * everyMs);
}

/** Poisson arrivals to one server with a fixed service time. */
export interface Queue {
  arrivalsPerSecond: number;
  serviceMs: number;
}

/** Mean time in the system, waiting and service: s + ρs/(2(1 − ρ)), Pollaczek-Khinchine with zero service variance. */
export function queueMean({ arrivalsPerSecond, serviceMs }: Queue): number {
  const load = (arrivalsPerSecond * serviceMs) / 1_000;
  return serviceMs + (load * serviceMs) / (2 * (1 - load));
}

/**
 * Chance to wait at most `waitMs` for service in M/D/1: (1 − ρ) Σ_{k ≤ x/s} (λ(ks − x))^k / k! · e^{−λ(ks − x)}.
 * A. K. Erlang, "The theory of probabilities and telephone conversations", 1909. The terms alternate: exact enough up to
 * some tens of service times.
 */
export function queueWaitCdf(waitMs: number, { arrivalsPerSecond, serviceMs }: Queue): number {
  if (waitMs < 0) return 0;
  const perMs = arrivalsPerSecond / 1_000;
  let sum = 0;
  let factorial = 1;
  for (let k = 0; k * serviceMs <= waitMs; k++) {
    factorial *= Math.max(1, k);
    const exponent = perMs * (k * serviceMs - waitMs);
    sum += (exponent ** k / factorial) * Math.exp(-exponent);
  }
  return (1 - perMs * serviceMs) * sum;
}

/** Distribution of the time in the system: the wait and one service. */
export function queueCdf(queue: Queue): Cdf {
  return (x) => queueWaitCdf(x - queue.serviceMs, queue);
}

/**
 * Time in the system of each arrival, from the arrivals themselves: W(n+1) = max(0, W(n) + s − (a(n+1) − a(n))).
 * D. V. Lindley, "The theory of queues with a single server", 1952. Takes and gives ms; `arrivalsMs` ascending.
 */
export function replayQueue(arrivalsMs: readonly number[], serviceMs: number): number[] {
  let freeMs = Number.NEGATIVE_INFINITY;
  return arrivalsMs.map((arrivedMs) => {
    freeMs = Math.max(freeMs, arrivedMs) + serviceMs;
    return freeMs - arrivedMs;
  });
}

/**
 * Highest rate that a trial of `trialMs` may pass on a server of capacity C = 1/s although it is above C: the queue grows by
 * (r/C − 1)·t, and 99 % of the requests are due by `share`·T, where it must not exceed SLO − s. METHOD.md §8, K7, whose
 * `share` is 0.99; with the first `settle` of a trial left out it is settle + 0.99·(1 − settle).
 */
export function highestPassingRate(spec: {
  serviceMs: number;
  sloMs: number;
  trialMs: number;
  settle: number;
}): number {
  const { serviceMs, sloMs, trialMs, settle } = spec;
  const share = settle + 0.99 * (1 - settle);
  return (1_000 / serviceMs) * (1 + (sloMs - serviceMs) / (share * trialMs));
}
