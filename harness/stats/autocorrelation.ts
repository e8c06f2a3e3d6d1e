import { mean } from "simple-statistics";

/**
 * How much a value of a sequence resembles the one before: Σ (x_t − x̄)(x_{t+1} − x̄) / Σ (x_t − x̄)².
 * G. E. P. Box, G. M. Jenkins, "Time Series Analysis", §2.1.5; the same as R's acf. Null for a sequence that does not vary,
 * or is shorter than three.
 */
export function lagOneAutocorrelation(values: readonly number[]): number | null {
  if (values.length < 3) return null;
  const center = mean(values as number[]);
  const deviations = values.map((value) => value - center);
  const total = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
  if (total === 0) return null;
  return deviations.slice(1).reduce((sum, next, index) => sum + next * deviations[index]!, 0) / total;
}
