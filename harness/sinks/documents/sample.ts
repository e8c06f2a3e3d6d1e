import type { Sample } from "../../model/sample.ts";
import type { PhaseFacts, RunContext } from "./context.ts";
import type { FlatDocument } from "./document.ts";

/**
 * The document of a line of samples.ndjson.gz. There are a million of them: what is always there is one literal, and only
 * the rest is added where it is there.
 */
export function sampleDocument(context: RunContext, sample: Sample): FlatDocument {
  const phase = context.phase(sample.phase);
  const isOk = sample.outcome === "ok";
  const document: FlatDocument = {
    "@timestamp": context.timestamp(sample.intendedNs),
    "event.dataset": "tunnelbench.samples",
    "bench.run.id": context.runId,
    "bench.run.profile": context.profile,
    "bench.phase": sample.phase,
    "bench.instance": sample.instance,
    "bench.scenario": sample.scenario,
    "network.protocol": sample.workload,
    "bench.block": sample.block,
    "event.sequence": sample.seq,
    "event.outcome": isOk ? "success" : "failure",
    "bench.outcome": sample.outcome,
    "bench.is_measured": isMeasured(phase, sample),
    "bench.censored_latency_us": context.timeoutUs,
    "bench.dispatch_lag_us": (sample.readyNs - sample.intendedNs) / 1000,
    "bench.time.intended_ns": sample.intendedNs,
    "bench.time.ready_ns": sample.readyNs,
    "bench.duplicates": sample.duplicates,
    "bench.is_reordered": sample.reordered,
  };
  if (context.hostId !== undefined) document["host.id"] = context.hostId;
  if (phase !== undefined) document["bench.phase_kind"] = phase.kind;
  if (isOk && sample.doneNs !== null) addLatency(document, sample, sample.doneNs);
  addMoments(document, sample);
  return document;
}

/** METHOD.md §1.2: latency from the release, scheduled latency from the intended time. */
function addLatency(document: FlatDocument, { intendedNs, readyNs }: Sample, doneNs: number): void {
  const latencyUs = (doneNs - readyNs) / 1000;
  document["event.duration"] = doneNs - readyNs;
  document["bench.latency_us"] = latencyUs;
  document["bench.censored_latency_us"] = latencyUs;
  document["bench.scheduled_latency_us"] = (doneNs - intendedNs) / 1000;
}

function isMeasured(phase: PhaseFacts | undefined, { intendedNs }: Sample): boolean {
  return typeof phase?.measuredFromNs === "number" && intendedNs >= phase.measuredFromNs;
}

function addMoments(document: FlatDocument, { readyNs, sentNs, firstNs, doneNs, receivedNs }: Sample): void {
  if (sentNs !== null) document["bench.time.sent_ns"] = sentNs;
  if (firstNs !== null) {
    document["bench.time.first_ns"] = firstNs;
    document["bench.first_byte_us"] = (firstNs - readyNs) / 1000;
  }
  if (doneNs !== null) document["bench.time.done_ns"] = doneNs;
  if (receivedNs !== null) document["bench.time.received_ns"] = receivedNs;
  if (receivedNs !== null && sentNs !== null) document["bench.one_way_us"] = (receivedNs - sentNs) / 1000;
}
