import { tQuantile } from "./distributions.ts";
import { type Interval, type MeanEstimate, twoSidedP } from "./t-interval.ts";

/** The estimate behind a 95 % t-interval over `n` values: the inverse of `estimateMean` and `tInterval`. */
export function estimateOfInterval({ low, high }: Interval, n: number): MeanEstimate {
  const mean = (low + high) / 2;
  const degreesOfFreedom = n - 1;
  const standardError = (high - low) / 2 / tQuantile(0.975, degreesOfFreedom);
  return {
    mean,
    standardError,
    degreesOfFreedom,
    p: twoSidedP(mean, standardError, degreesOfFreedom),
  };
}

/**
 * `second` − `first`, two means of unpaired samples whose variances may differ. B. L. Welch, "The generalization of 'Student's'
 * problem when several different population variances are involved", Biometrika 34, 1947; degrees of freedom by
 * F. E. Satterthwaite, Biometrics Bulletin 2, 1946.
 */
export function differenceOfMeans(first: MeanEstimate, second: MeanEstimate): MeanEstimate {
  const [a, b] = [first.standardError ** 2, second.standardError ** 2];
  const mean = second.mean - first.mean;
  const standardError = Math.sqrt(a + b);
  const degreesOfFreedom =
    standardError === 0
      ? first.degreesOfFreedom + second.degreesOfFreedom
      : (a + b) ** 2 / (a ** 2 / first.degreesOfFreedom + b ** 2 / second.degreesOfFreedom);
  return { mean, standardError, degreesOfFreedom, p: twoSidedP(mean, standardError, degreesOfFreedom) };
}
