import type { Metric } from "../../model/metric.ts";
import { type MetricValue, metricValue } from "../../model/metric-value.ts";
import { metrics } from "../../model/metrics.ts";
import { type WorkloadName, workloadNames } from "../../model/scenario.ts";
import type { ScenarioSummary, StudyLatency, StudyRow, StudySummary } from "../../model/summary.ts";
import { hasInterval, isOfWorkload, metricFieldName } from "../fields/metric-field.ts";

type Values = Record<string, unknown>;

/** What a scenario is, in the documents of both workloads. */
export function scenarioValues(scenario: ScenarioSummary): Values {
  return {
    "bench.scenario": scenario.name,
    "bench.scenario_title": scenario.title,
    "bench.implementation": scenario.implementation,
    "bench.cipher": scenario.cipher,
    "bench.encrypts": scenario.encrypts,
    "bench.authenticates": scenario.authenticates,
    "bench.modifies_services": scenario.modifiesServices,
    "bench.reason": scenario.reason,
  };
}

/** What a scenario showed with a workload; what all its workloads share is in both documents, below `bench.all`. */
export function workloadValues(
  scenario: ScenarioSummary,
  workload: WorkloadName,
  study: StudySummary | null,
): Values {
  const found = scenario.workloads[workload];
  const row = study?.rows.find((candidate) => candidate.scenario === scenario.name);
  const latency = row?.[workload] ?? null;
  const values: Values = {
    "network.protocol": workload,
    "bench.is_carried": found !== null || latency !== null,
    "bench.flags": found?.flags.map(({ id }) => id),
    ...metricValues(scenario, workload),
    ...(row && studyValues(row)),
    ...(latency && studyLatencyValues(latency)),
    "bench.infinite": [...infiniteMetrics(scenario, workload), ...infiniteOfStudy(latency)],
  };
  for (const [outcome, count] of Object.entries(found === null ? {} : { ok: found.ok, ...found.errors }))
    values[`bench.outcomes.${outcome}`] = count;
  return values;
}

function metricValues(scenario: ScenarioSummary, workload: WorkloadName): Values {
  const values: Values = {};
  for (const metric of metricsOf.get(workload)!) addMetric(values, metric, metricValue(scenario, metric));
  return values;
}

function infiniteMetrics(scenario: ScenarioSummary, workload: WorkloadName): string[] {
  return metricsOf
    .get(workload)!
    .filter((metric) => metricValue(scenario, metric).value === Number.POSITIVE_INFINITY)
    .map(({ address }) => address);
}

function addMetric(values: Values, metric: Metric, { value, low, high }: MetricValue): void {
  const name = metricFieldName(metric);
  values[name] = value;
  if (!hasInterval(metric)) return;
  values[`${name}_low`] = low;
  values[`${name}_high`] = high;
}

/** A workload's own metrics and those of all workloads. */
const metricsOf: ReadonlyMap<WorkloadName, readonly Metric[]> = new Map(
  workloadNames.map((workload) => [
    workload,
    metrics.filter((metric) => metric.address.startsWith(`${workload}.`) || !isOfWorkload(metric)),
  ]),
);

function studyValues(row: StudyRow): Values {
  return {
    "bench.study.cpu_percent": row.cpuPercent,
    "bench.study.memory_percent": row.memoryPercent,
    "bench.study.containers": row.containers,
    "bench.study.drops": row.drops,
  };
}

const studyQuantiles = ["p50", "p95", "p99"] as const;

function studyLatencyValues(latency: StudyLatency): Values {
  const values: Values = {
    "bench.study.mean_ms": latency.meanMs,
    "bench.study.min_ms": latency.minMs,
    "bench.study.max_ms": latency.maxMs,
    "bench.study.ingested": latency.ingested,
    "bench.study.sent": latency.sent,
    "bench.study.missing": latency.missing,
  };
  for (const quantile of studyQuantiles) {
    const name = `bench.study.${quantile}_us`;
    values[name] = latency[quantile]?.value;
    values[`${name}_low`] = latency[quantile]?.low;
    values[`${name}_high`] = latency[quantile]?.high;
  }
  return values;
}

/** In the study's rows, as in all estimates, null inside an estimate is infinite. */
function infiniteOfStudy(latency: StudyLatency | null): string[] {
  return studyQuantiles
    .filter((quantile) => latency?.[quantile]?.value === null)
    .map((quantile) => `study.${quantile}`);
}
