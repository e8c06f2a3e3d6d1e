import type { LoadRecord, TimeHistogram } from "../../model/load.ts";
import type { LoadSpec } from "../../model/plan.ts";
import type { GeneratorFacts } from "../../model/protocol.ts";
import { loadPercentiles, percentileName } from "../fields/loads.ts";
import { commonValues, type RunContext } from "./context.ts";
import { type FlatDocument, flatDocument } from "./document.ts";

/** The document of a line of loads.ndjson. */
export function loadDocument(context: RunContext, record: LoadRecord): FlatDocument {
  return flatDocument(
    { "@timestamp": context.timestamp(record.startNs) },
    commonValues("loads", context),
    {
      "bench.phase": record.phase,
      "bench.phase_kind": context.phase(record.phase)?.kind,
      "bench.instance": record.instance,
      "bench.scenario": record.scenario,
      "network.protocol": "http", // nothing else is saturated
      "bench.window": record.window,
      "bench.time.start_ns": record.startNs,
      "bench.time.end_ns": record.endNs,
    },
    specValues(record.load),
    outcomeValues(record),
    latencyValues(record.latency),
    generatorValues(record.facts),
  );
}

function specValues(load: LoadSpec): Record<string, unknown> {
  const kind = { "bench.load.kind": load.kind };
  if (load.kind === "bulk")
    return { ...kind, "bench.load.direction": load.direction, "bench.load.streams": load.streams };
  const connections = { ...kind, "bench.load.connections": load.connections };
  if (load.kind !== "open-loop") return connections;
  return {
    ...connections,
    "bench.load.offered_per_s": load.ratePerSecond,
    "bench.load.rate_share": load.share,
  };
}

function outcomeValues(record: LoadRecord): Record<string, unknown> {
  const { completed, bytes, offered, backlog, errors, load } = record;
  const seconds = (record.endNs - record.startNs) / 1e9;
  const values: Record<string, unknown> = {
    "bench.load.completed": completed,
    "bench.load.completed_per_s": load.kind === "bulk" ? null : completed / seconds,
    "bench.load.payload_bytes": bytes,
    "bench.load.goodput_mbps": bytes === null ? null : (bytes * 8) / 1e6 / seconds,
    "bench.load.offered": offered,
    "bench.load.backlog": backlog,
    "bench.load.failed": Object.values(errors).reduce((sum, count) => sum + count, 0),
  };
  for (const [outcome, count] of Object.entries(errors)) values[`bench.load.errors.${outcome}`] = count;
  return values;
}

function latencyValues(latency: TimeHistogram | null): Record<string, unknown> {
  if (latency === null) return {};
  const percentiles = new Map(latency.percentiles);
  const values: Record<string, unknown> = {
    "bench.load.latency.count": latency.count,
    "bench.load.latency.min_us": latency.minNs / 1000,
    "bench.load.latency.mean_us": latency.meanNs / 1000,
    "bench.load.latency.max_us": latency.maxNs / 1000,
    "bench.load.histogram": latency,
  };
  for (const percentile of loadPercentiles) {
    const ns = percentiles.get(Number(percentile));
    if (ns !== undefined) values[`bench.load.latency.${percentileName(percentile)}_us`] = ns / 1000;
  }
  return values;
}

function generatorValues(facts: GeneratorFacts): Record<string, unknown> {
  const { dispatchLagP99Ns, blocks } = facts;
  return {
    "bench.generator.cpu_ns": facts.cpuNs,
    "bench.generator.event_loop_utilization": facts.eventLoopUtilization,
    "bench.generator.dispatch_lag_p99_us": dispatchLagP99Ns === null ? null : dispatchLagP99Ns / 1000,
    "bench.generator.blocks": blocks === undefined ? null : { seconds: blocks },
  };
}
