import { outcomes } from "../model/sample.ts";
import type { WorkloadName } from "../model/scenario.ts";
import { type FailureClass, references, type WorkloadSummary } from "../model/summary.ts";
import { summariseCapacity } from "./capacity.ts";
import { compareWithBase } from "./compare-base.ts";
import { compareScenarios } from "./comparisons.ts";
import { summariseWorkloadCpu } from "./cpu.ts";
import { summariseLag, summariseLatency } from "./distribution.ts";
import { findFlags } from "./flags.ts";
import type { Measurements } from "./measurements.ts";
import { wireBytesPerRequest } from "./network.ts";
import type { ReasonBook } from "./reasons.ts";
import { autocorrelationOf, judgeSteadiness } from "./steady.ts";
import type { WorkloadTraffic } from "./traffic.ts";

/** One workload of one scenario; null when no duet carried it. */
export function summariseWorkload(
  measurements: Measurements,
  scenario: string,
  workload: WorkloadName,
  book: ReasonBook,
): WorkloadSummary | null {
  const path = `workloads.${workload}`;
  const duet = measurements.duetTraffic(scenario, workload);
  if (duet === undefined) return book.missing(path, `no ${workload} traffic in a duet`);
  const contrast = { scenario, reference: references.baseline, workload };
  const row = {
    ...summariseRequests(measurements, duet, path, book),
    dispatchLagUs: book.take(`${path}.dispatchLagUs`, summariseLag(duet.dispatchLagUs)),
    latencyUs: summariseLatency(duet.latencyUs, `${path}.latencyUs`, book),
    scheduledLatencyUs: summariseLatency(duet.scheduledUs, `${path}.scheduledLatencyUs`, book),
    oneWayUs: summariseOneWay(duet, `${path}.oneWayUs`, book),
    vsBaseline: compareScenarios(measurements, contrast, `${path}.vsBaseline`, book),
    ...compareWithBase(measurements, scenario, workload, path, book),
    cpu: summariseWorkloadCpu(measurements, scenario, workload, `${path}.cpu`, book),
    wireBytesPerRequest: book.take(
      `${path}.wireBytesPerRequest`,
      wireBytesPerRequest(measurements, scenario, workload),
    ),
    slots:
      measurements.slotTraffic(scenario, workload) ??
      book.missing(`${path}.slots`, measurements.whyNoSlots(scenario, workload)),
    steady: book.take(`${path}.steady`, judgeSteadiness(duet)),
    autocorrelation: book.take(`${path}.autocorrelation`, autocorrelationOf(duet)),
    ...summariseCapacity(measurements, scenario, workload, path, book),
  };
  return { ...row, flags: findFlags(measurements, scenario, workload, row) };
}

type RequestCounts = Pick<
  WorkloadSummary,
  | "sent"
  | "ok"
  | "errors"
  | "failed"
  | "errorRatio"
  | "lossRatio"
  | "duplicates"
  | "reordered"
  | "offeredPerSecond"
  | "achievedPerSecond"
>;

function summariseRequests(
  measurements: Measurements,
  duet: WorkloadTraffic,
  path: string,
  book: ReasonBook,
): RequestCounts {
  const { ok, ...errors } = duet.outcomes;
  const offered = outcomes.reduce((sum, outcome) => sum + duet.outcomes[outcome], 0);
  const sent = offered - errors.unsent;
  const share = (count: number) => (sent > 0 ? count / sent : { missing: "no request was sent" });
  const seconds = analysedSeconds(measurements, duet);
  return {
    sent,
    ok,
    errors: errors satisfies Record<FailureClass, number>,
    failed: offered - ok,
    errorRatio: book.take(`${path}.errorRatio`, share(sent - ok)),
    lossRatio: book.take(`${path}.lossRatio`, share(errors.lost + errors.timeout)),
    duplicates: duet.duplicates,
    reordered: duet.reordered,
    offeredPerSecond: offered / seconds,
    achievedPerSecond: duet.inTime / seconds,
  };
}

/** Seconds of the duets after settling; an interrupted duet counts to the last second that has a request. */
function analysedSeconds({ run }: Measurements, duet: WorkloadTraffic): number {
  let total = 0;
  for (const { phase, lastSecond } of duet.instances.values()) {
    const isDone = run.timeline.some((entry) => entry.phase === phase.name && entry.status === "done");
    total += (isDone ? phase.seconds : lastSecond + 1) - Math.ceil(phase.settleSeconds);
  }
  return total;
}

function summariseOneWay(duet: WorkloadTraffic, path: string, book: ReasonBook) {
  if (duet.withoutReceiveTime > 0) {
    return book.missing(
      path,
      `${duet.withoutReceiveTime} answers without the time of receipt at the service`,
    );
  }
  return summariseLatency(duet.oneWayUs, path, book);
}
