import { createHistogram } from "node:perf_hooks";
import type { TimeHistogram } from "../../harness/model/load.ts";

/** In tenths between 99 and 100, so that p99 over the requests that were due can be read where some had no answer. */
const percentiles = [
  ...[50, 75, 90, 95, 98, 99, 99.1, 99.2, 99.3, 99.4, 99.5, 99.6, 99.7, 99.8, 99.9, 99.95, 99.99, 100],
];

/** Times in nanoseconds at three significant figures (HdrHistogram), in a size that does not grow with their number. */
export interface TimeRecorder {
  record(ns: number): void;
  /** null where nothing was recorded. */
  read(): TimeHistogram | null;
}

/** An infinite time does not fit: what was never answered is counted beside the histogram, METHOD.md §2.6. */
export function timeRecorder(): TimeRecorder {
  const histogram = createHistogram({ figures: 3 });
  return {
    record: (ns) => histogram.record(Math.max(1, Math.round(ns))),
    read() {
      if (histogram.count === 0) return null;
      const { count, min: minNs, mean: meanNs, max: maxNs } = histogram;
      const at = (percent: number): [number, number] => [percent, histogram.percentile(percent)];
      return { count, minNs, meanNs, maxNs, percentiles: percentiles.map(at) };
    },
  };
}
