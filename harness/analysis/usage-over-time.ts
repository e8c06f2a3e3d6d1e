import type { ContainerPoint } from "../model/counters.ts";
import { mostBins, type UsageOverTime, type UsageSeries } from "../model/plots.ts";

const second = 1e9;
const mebibyte = 2 ** 20;
/** Readings come once a second; further apart there was no phase between them, or the container is another one. */
const longestGapSeconds = 3;

/** Sums of one container by bin. */
interface Bins {
  cpuNs: Float64Array;
  coveredNs: Float64Array;
  memoryBytes: Float64Array;
  readings: Float64Array;
}

/** CPU and memory by scenario and role in at most `mostBins` bins; null where nothing was read. */
export function usageOverTime(points: Iterable<ContainerPoint>): UsageOverTime | null {
  const containers = Map.groupBy(points, ({ container }) => container);
  if (containers.size === 0) return null;
  const readings = [...containers.values()];
  const startNs = Math.min(...readings.map((own) => own[0]!.atNs));
  const endNs = Math.max(...readings.map((own) => own.at(-1)!.atNs));
  const startSeconds = Math.floor(startNs / second);
  // The last reading is inside of the last bin, not at its end.
  const binSeconds = Math.floor((endNs / second - startSeconds) / mostBins) + 1;
  const count = Math.floor((endNs / second - startSeconds) / binSeconds) + 1;
  const binOf = (atNs: number) => (atNs / second - startSeconds) / binSeconds;
  const binned = readings.map((own) => ({ ...own[0]!, bins: toBins(own, count, binOf) }));
  const groups = Map.groupBy(binned, ({ scenario, role }) => `${scenario ?? ""} ${role}`);
  return { startSeconds, binSeconds, series: [...groups.values()].map((group) => seriesOf(group, count)) };
}

function toBins(points: readonly ContainerPoint[], count: number, binOf: (atNs: number) => number): Bins {
  const empty = () => new Float64Array(count);
  const bins: Bins = { cpuNs: empty(), coveredNs: empty(), memoryBytes: empty(), readings: empty() };
  for (const [index, point] of points.entries()) {
    const bin = Math.floor(binOf(point.atNs));
    bins.memoryBytes[bin]! += point.memoryBytes;
    bins.readings[bin]!++;
    const before = points[index - 1];
    if (before !== undefined) charge(bins, before, point, binOf);
  }
  return bins;
}

/** CPU between two readings goes to the bins that they span, by time. */
function charge(
  bins: Bins,
  before: ContainerPoint,
  point: ContainerPoint,
  binOf: (atNs: number) => number,
): void {
  const durationNs = point.atNs - before.atNs;
  const cpuNs = point.cpuNs - before.cpuNs;
  // A counter that falls is a new container's.
  if (durationNs <= 0 || durationNs > longestGapSeconds * second || cpuNs < 0) return;
  const [from, to] = [binOf(before.atNs), binOf(point.atNs)];
  for (let bin = Math.floor(from); bin < to; bin++) {
    const share = (Math.min(to, bin + 1) - Math.max(from, bin)) / (to - from);
    bins.cpuNs[bin]! += share * cpuNs;
    bins.coveredNs[bin]! += share * durationNs;
  }
}

/** A bin counts when every container of the group was seen in it: a sum of some would look like a fall. */
function seriesOf(
  group: readonly { scenario: string | null; role: UsageSeries["role"]; bins: Bins }[],
  count: number,
): UsageSeries {
  const { scenario, role } = group[0]!;
  const sum = (one: (bins: Bins, bin: number) => number, decimals: number) =>
    Array.from({ length: count }, (_, bin) => {
      const total = group.reduce((all, { bins }) => all + one(bins, bin), 0);
      return Number.isNaN(total) ? null : Number(total.toFixed(decimals));
    });
  // 0 / 0 is NaN, and so is a sum with it.
  const cpuPercent = sum(({ cpuNs, coveredNs }, bin) => (100 * cpuNs[bin]!) / coveredNs[bin]!, 2);
  const memoryMiB = sum((bins, bin) => bins.memoryBytes[bin]! / bins.readings[bin]! / mebibyte, 2);
  return { scenario, role, cpuPercent, memoryMiB };
}
