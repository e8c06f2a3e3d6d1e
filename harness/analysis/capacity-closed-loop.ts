import type { LoadRecord, TimeHistogram } from "../model/load.ts";
import { type ClosedLoopSummary, closedLoopSizes, type WorkloadSummary } from "../model/summary.ts";
import { capacityOf, completedPerSecond, countErrors, loadsOf, takeCapacity } from "./loads.ts";
import type { Measurements } from "./measurements.ts";
import { isMissing, type Missing, type ReasonBook } from "./reasons.ts";

/** Rates by number of connections, each with one request in flight. METHOD.md §1.5. */
export function summariseClosedLoops(
  measurements: Measurements,
  scenario: string,
  path: string,
  book: ReasonBook,
): WorkloadSummary["closedLoop"] {
  const title = "closed-loop phase";
  const any = loadsOf(measurements, { scenario, title, matches: ({ kind }) => kind === "closed-loop" });
  if (isMissing(any)) return book.missing(path, any.missing);
  const bySize = {} as NonNullable<WorkloadSummary["closedLoop"]>;
  for (const size of closedLoopSizes) {
    const loads = loadsOf(measurements, {
      scenario,
      title: `${title} with ${size} connections`,
      matches: (load) => load.kind === "closed-loop" && String(load.connections) === size,
    });
    bySize[size] = isMissing(loads)
      ? book.missing(`${path}.${size}`, loads.missing)
      : summariseClosedLoop(measurements, loads, `${path}.${size}`, book);
  }
  return bySize;
}

/** Quantiles are means over the instances, because histograms of another process cannot be merged once they are percentiles. */
function summariseClosedLoop(
  measurements: Measurements,
  loads: readonly LoadRecord[],
  path: string,
  book: ReasonBook,
): ClosedLoopSummary | null {
  const histograms = loads.flatMap(({ latency }) => latency ?? []);
  if (histograms.length < loads.length) return book.missing(path, "a loop had no answer at all");
  const found = capacityOf(measurements, loads, completedPerSecond);
  if (isMissing(found)) return book.missing(path, found.missing);
  return {
    perSecond: takeCapacity(`${path}.perSecond`, found, book)!,
    p50Us: book.take(`${path}.p50Us`, meanQuantileUs(loads, 50)),
    p99Us: book.take(`${path}.p99Us`, meanQuantileUs(loads, 99)),
    maxUs: Math.max(...histograms.map(({ maxNs }) => maxNs)) / 1000,
    errors: countErrors(loads),
  };
}

/** Over the loops; one that is infinite makes the mean so. */
function meanQuantileUs(loads: readonly LoadRecord[], percentile: number): number | Missing {
  let totalNs = 0;
  for (const load of loads) {
    const failed = countErrors([load]);
    const { count } = load.latency!;
    const ns = quantileNs(load.latency!, (percentile * (count + failed)) / count);
    if (ns === null) return { missing: `infinite: ${failed} of ${count + failed} requests of a loop failed` };
    totalNs += ns;
  }
  return totalNs / loads.length / 1000;
}

/**
 * A percentile of the answers, linear between those that the histogram lists; null beyond the last. Requests that failed are
 * infinitely late, METHOD.md §2.6, so p per cent of all requests are p·(answers + failed)/answers per cent of the answers.
 */
function quantileNs({ percentiles }: TimeHistogram, percent: number): number | null {
  const above = percentiles.findIndex(([listed]) => listed >= percent);
  if (above < 0) return null;
  const [next, nextNs] = percentiles[above]!;
  const [listed, listedNs] = percentiles[above - 1] ?? [next, nextNs];
  if (next === percent || next === listed) return nextNs;
  return listedNs + ((nextNs - listedNs) * (percent - listed)) / (next - listed);
}
