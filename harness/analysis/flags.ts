import type { WorkloadName } from "../model/scenario.ts";
import { type Flag, references, type WorkloadSummary } from "../model/summary.ts";
import { quantile, sortSamples } from "../stats/quantile.ts";
import { estimateMean } from "../stats/t-interval.ts";
import type { Measurements } from "./measurements.ts";
import type { WorkloadTraffic } from "./traffic.ts";

/** Where Nagle's algorithm and a delayed acknowledgement wait for each other: 40 ms and 200 ms. METHOD.md §1.4. */
const delayedAckUs: readonly [from: number, to: number][] = [
  [38_000, 45_000],
  [200_000, 215_000],
];
const tolerableShare = 0.01;
/** METHOD.md §1.2. */
const scheduledRatio = 1.1;
/** METHOD.md §11: of the ratio to baseline. */
const slotRatio = 1.1;
const leastRounds = 3;

/** What a reader must know of a row. About what was measured, so it changes no grade and drops nothing. */
export function findFlags(
  measurements: Measurements,
  scenario: string,
  workload: WorkloadName,
  row: Omit<WorkloadSummary, "flags">,
): Flag[] {
  const texts: Record<Flag["id"], string | null> = {
    "delayed-ack-suspect": suspectDelayedAck(measurements.duetTraffic(scenario, workload)!),
    "scheduled-differs": compareScheduled(row),
    "not-steady": row.steady?.state === "no" ? `not steady: ${row.steady.reason}` : null,
    "duet-differs-from-slots": compareSlots(measurements, scenario, workload, row),
  };
  return (Object.keys(texts) as Flag["id"][]).flatMap((id) => {
    const text = texts[id];
    return text === null ? [] : [{ id, text }];
  });
}

function suspectDelayedAck({ latencyUs }: WorkloadTraffic): string | null {
  let inside = 0;
  for (const value of latencyUs) {
    if (delayedAckUs.some(([from, to]) => value >= from && value <= to)) inside++;
  }
  const share = inside / latencyUs.length;
  if (share <= tolerableShare) return null;
  const percent = (share * 100).toFixed(1);
  return `${percent} % of the latencies lie at 38-45 ms or 200-215 ms: some socket may wait for delayed acknowledgements (Nagle)`;
}

/** The generator's own delay is in the scheduled latency alone: where it shows, the tunnel may have caused it. */
function compareScheduled({ latencyUs, scheduledLatencyUs }: Omit<WorkloadSummary, "flags">): string | null {
  const latency = latencyUs.p99?.value ?? null;
  const scheduled = scheduledLatencyUs.p99?.value ?? null;
  if (latency === null || scheduled === null || scheduled <= latency * scheduledRatio) return null;
  const percent = ((scheduled / latency - 1) * 100).toFixed(0);
  return `p99 from the intended time is ${percent} % above p99 from the release: the generator was late`;
}

/**
 * Whether the scenario's p50 against baseline's is another one where it has the machine to itself: the rounds' log ratios
 * less the duet's, of more than 10 %, and sure by t over the rounds, because one slot's median varies by more than that.
 */
function compareSlots(
  measurements: Measurements,
  scenario: string,
  workload: WorkloadName,
  { vsBaseline }: Omit<WorkloadSummary, "flags">,
): string | null {
  const inDuet = vsBaseline?.p50?.ratio;
  if (inDuet === undefined) return null;
  const duet = Math.log(inDuet);
  const others = measurements.slotRounds(references.baseline, workload);
  const rounds = [...measurements.slotRounds(scenario, workload)].flatMap(
    ([round, own]) => logRatio(own.latencyUs, others.get(round)?.latencyUs) ?? [],
  );
  if (rounds.length < leastRounds) return null;
  const { mean, p } = estimateMean(rounds.map((ratio) => ratio - duet))!;
  if (Math.abs(mean) <= Math.log(slotRatio) || p >= 0.05) return null;
  const ratios = `${inDuet.toFixed(2)} in the duet and ${Math.exp(duet + mean).toFixed(2)} in the slots`;
  return `p50 / baseline's is ${ratios}: it depends on what else runs`;
}

function logRatio(scenario: Float64Array, reference: Float64Array | undefined): number | null {
  if (scenario.length === 0 || !reference?.length) return null;
  const ratio = quantile(sortSamples(scenario), 0.5) / quantile(sortSamples(reference), 0.5);
  return Number.isFinite(ratio) && ratio > 0 ? Math.log(ratio) : null;
}
