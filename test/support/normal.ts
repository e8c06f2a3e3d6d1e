import { type RandomSource, uniform } from "../../harness/model/random.ts";

/** One draw of the standard normal distribution. G. E. P. Box, M. E. Muller, 1958. */
export function normal(random: RandomSource): number {
  return Math.sqrt(-2 * Math.log(1 - uniform(random))) * Math.cos(2 * Math.PI * uniform(random));
}
