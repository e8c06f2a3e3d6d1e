import { type LatencyOverTime, mostBins } from "../model/plots.ts";
import type { RunRecord } from "../model/run-record.ts";
import { quantile, sortSamples } from "../stats/quantile.ts";
import { rounded } from "./quantile-curve.ts";
import type { InstanceTraffic, WorkloadTraffic } from "./traffic.ts";

/** With fewer in a bin its 95th percentile is its greatest value. */
const leastRequests = 20;

type Row = Omit<LatencyOverTime, "scenario" | "workload">;

/** The duets of one scenario and workload second by second, or in wider bins where that would be too many or too empty. */
export function latencyOverTime({ instances }: WorkloadTraffic, timeline: RunRecord["timeline"]): Row {
  const starts = new Map(timeline.map(({ phase, startNs }) => [phase, startNs / 1e9]));
  const placed = [...instances.values()].flatMap((traffic) => {
    const start = starts.get(traffic.phase.name);
    return start === undefined ? [] : [{ traffic, start }];
  });
  const seconds = binSeconds(placed.map(({ traffic }) => traffic));
  const row: Row = { startSeconds: [], endSeconds: [], requests: [], failed: [], p50Us: [], p95Us: [] };
  for (const { traffic, start } of placed) addInstance(row, traffic, start, seconds);
  return row;
}

/** Whole seconds a bin: the least that gives no more bins than allowed and fills them. */
function binSeconds(instances: readonly InstanceTraffic[]): number {
  const lengths = instances.map(secondsOf);
  const requests = instances.reduce((sum, { latencyUs }) => sum + latencyUs.length, 0);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let seconds = Math.max(1, Math.ceil((leastRequests * total) / Math.max(1, requests)));
  const count = () => lengths.reduce((sum, length) => sum + Math.ceil(length / seconds), 0);
  // A run has at most 100 instances, so one bin each is always few enough.
  while (count() > mostBins) seconds++;
  return seconds;
}

function addInstance(row: Row, traffic: InstanceTraffic, phaseStart: number, seconds: number): void {
  const first = firstSecond(traffic);
  for (const [bin, latencies] of binned(traffic, seconds).entries()) {
    if (latencies.length === 0) continue;
    const from = first + bin * seconds;
    const sorted = sortSamples(latencies);
    row.startSeconds.push(phaseStart + from);
    row.endSeconds.push(phaseStart + Math.min(from + seconds, traffic.lastSecond + 1));
    row.requests.push(sorted.length);
    row.failed.push(sorted.length - 1 - sorted.findLastIndex(Number.isFinite));
    row.p50Us.push(rounded(quantile(sorted, 0.5)));
    row.p95Us.push(rounded(quantile(sorted, 0.95)));
  }
}

/** The latencies of each bin, as parts of one array: lists that grow would cost several times its memory. */
function binned(traffic: InstanceTraffic, seconds: number): Float64Array[] {
  const first = firstSecond(traffic);
  const bins = Uint32Array.from(traffic.seconds, (second) => Math.floor((second - first) / seconds));
  const ends = new Uint32Array(Math.ceil(secondsOf(traffic) / seconds));
  for (let index = 0; index < bins.length; index++) ends[bins[index]!]!++;
  for (let bin = 1; bin < ends.length; bin++) ends[bin]! += ends[bin - 1]!;
  const next = Uint32Array.from(ends, (_, bin) => (bin === 0 ? 0 : ends[bin - 1]!));
  const starts = next.slice();
  const values = new Float64Array(bins.length);
  for (let index = 0; index < bins.length; index++) values[next[bins[index]!]!++] = traffic.latencyUs[index]!;
  return Array.from(ends, (end, bin) => values.subarray(starts[bin]!, end));
}

function secondsOf(traffic: InstanceTraffic): number {
  return traffic.lastSecond + 1 - firstSecond(traffic);
}

function firstSecond({ phase }: InstanceTraffic): number {
  return Math.ceil(phase.settleSeconds);
}
