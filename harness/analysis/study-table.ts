import { type WorkloadName, workloadNames } from "../model/scenario.ts";
import type { Estimate, StudyLatency, StudyRow, StudySummary } from "../model/summary.ts";
import { quantileEstimate, type SortedSamples, sortSamples } from "../stats/quantile.ts";
import type { Measurements } from "./measurements.ts";
import { ReasonBook } from "./reasons.ts";
import { countLabContainers, countStudyDrops, summariseStudyShares } from "./study.ts";
import { collectStudyMessages, type StudyMessages } from "./study-messages.ts";
import { judgeOrderings } from "./study-orderings.ts";

/** The study's table II from this run, with proper quantiles beside it. Null for a run without the study's protocol. */
export function summariseStudy(measurements: Measurements): StudySummary | null {
  const { plan, scenarios } = measurements.run;
  const { study } = plan.profile;
  const phases = plan.phases.filter(({ kind }) => kind === "study");
  if (!study || phases.length === 0) return null;
  const rows = scenarios
    .filter(({ name }) => phases.some((phase) => phase.scenarios.includes(name)))
    .map(({ name }) => summariseRow(measurements, name));
  const measured = rows.filter((row) => row.http !== null || row.mqtt !== null);
  const { minutes, windowMinutes, isConcurrent } = study;
  const orderings = judgeOrderings(
    measurements,
    measured.map(({ scenario }) => scenario),
  );
  return { windowMinutes, minutes, isConcurrent, rows, orderings };
}

function summariseRow(measurements: Measurements, scenario: string): StudyRow {
  const book = new ReasonBook();
  const latencies = {} as Record<WorkloadName, StudyLatency | null>;
  for (const workload of workloadNames) {
    const messages = collectStudyMessages(measurements, scenario, workload);
    latencies[workload] =
      messages === null
        ? book.missing(workload, `no ${workload.toUpperCase()} messages in a study phase`)
        : summariseMessages(messages, workload, book);
  }
  const { cpuPercent, memoryPercent } = summariseStudyShares(measurements, scenario);
  return {
    scenario,
    ...latencies,
    cpuPercent: book.take("cpuPercent", cpuPercent),
    memoryPercent: book.take("memoryPercent", memoryPercent),
    containers: countLabContainers(measurements, scenario),
    drops: book.take("drops", countStudyDrops(measurements, scenario)),
    reasons: book.reasons,
  };
}

/**
 * Mean, least and greatest of whole milliseconds over what was ingested, as the study had them; quantiles by order
 * statistics over what was due, where a message that never came is infinitely late. The first leaves out what did not
 * arrive in time, so that loss looks like speed; METHOD.md §10.3 prints both.
 */
function summariseMessages(
  { ingestedMs, oneWayUs }: StudyMessages,
  workload: WorkloadName,
  book: ReasonBook,
): StudyLatency | null {
  if (ingestedMs.length === 0) return book.missing(workload, `none of ${oneWayUs.length} messages came`);
  const sorted = sortSamples(oneWayUs);
  const estimate = (name: string, p: number) => estimateOf(sorted, p, `${workload}.${name}`, book);
  return {
    meanMs: ingestedMs.reduce((sum, value) => sum + value, 0) / ingestedMs.length,
    minMs: ingestedMs.reduce((a, b) => Math.min(a, b)),
    maxMs: ingestedMs.reduce((a, b) => Math.max(a, b)),
    p50: estimate("p50", 0.5),
    p95: estimate("p95", 0.95),
    p99: estimate("p99", 0.99),
    ingested: ingestedMs.length,
    sent: oneWayUs.length,
    missing: oneWayUs.filter((value) => value === Number.POSITIVE_INFINITY).length,
  };
}

function estimateOf(sorted: SortedSamples, p: number, path: string, book: ReasonBook): Estimate | null {
  const estimate = quantileEstimate(sorted, p);
  if ("needed" in estimate) return book.missing(path, `n/a (n=${estimate.n} < ${estimate.needed})`);
  const orNull = (value: number) => (Number.isFinite(value) ? value : null);
  return { value: orNull(estimate.value), low: orNull(estimate.low), high: orNull(estimate.high) };
}
