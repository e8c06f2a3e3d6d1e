import type { EvidenceVerdict } from "../model/evidence.ts";
import type { RunRecord, ScenarioRecord } from "../model/run-record.ts";
import type { Sample } from "../model/sample.ts";
import { tunnelRoles, type WorkloadName, workloadNames } from "../model/scenario.ts";
import {
  type EvidenceSummary,
  references,
  type ScenarioSummary,
  type WorkloadSummary,
} from "../model/summary.ts";
import type { Measurements } from "./measurements.ts";
import { summariseNetwork } from "./network.ts";
import { ReasonBook } from "./reasons.ts";
import { summariseResources } from "./resources.ts";
import { summariseWorkload } from "./workload.ts";

/** In place of a verdict, and why; without a reason there was none to read. */
interface NoVerdict {
  missing: string | undefined;
}

/** Everything about one scenario; one that did not run has its record, and its reason everywhere else. */
export function summariseScenario(
  measurements: Measurements,
  record: ScenarioRecord,
  evidence: EvidenceVerdict | NoVerdict,
): ScenarioSummary {
  const book = new ReasonBook();
  const carried = carriedBy(measurements, record.name);
  const facts = { ...describe(measurements.run, record, book), ...judgeAnswers(measurements, record) };
  const measured = carried.size > 0 ? measure(measurements, record, book) : explainAbsence(record, book);
  return {
    ...facts,
    streams: carried.size,
    evidence: summariseEvidence(evidence, record, book),
    ...measured,
    reasons: book.reasons,
  };
}

/** Workloads that the scenario carried in any measuring phase: a plan need not have a duet. Loads are HTTP. */
function carriedBy(measurements: Measurements, scenario: string): Set<WorkloadName> {
  const inDuets = workloadNames.filter((workload) => measurements.duetTraffic(scenario, workload));
  const kept = measurements.keptOf(scenario).map(({ workload }) => workload);
  const loaded = measurements.loads.some((load) => load.scenario === scenario) ? ["http" as const] : [];
  return new Set([...inDuets, ...kept, ...loaded]);
}

/** A scenario that came up and then answered nothing has failed, whatever the start-up said. Its numbers stay. */
function judgeAnswers(
  measurements: Measurements,
  { name, status, reason }: ScenarioRecord,
): Pick<ScenarioRecord, "status" | "reason"> {
  const duets = workloadNames.flatMap((workload) => measurements.duetTraffic(name, workload) ?? []);
  const kept = measurements.keptOf(name);
  const loads = measurements.loads.filter(({ scenario }) => scenario === name);
  const answered =
    sum(duets.map(({ outcomes }) => outcomes.ok)) +
    kept.filter(({ outcome }) => outcome === "ok").length +
    sum(loads.map(({ completed, bytes }) => completed + (bytes ?? 0)));
  const sent =
    sum(duets.map(({ outcomes: { unsent, ...sentOnes } }) => sum(Object.values(sentOnes)))) +
    kept.filter(({ outcome }) => outcome !== "unsent").length +
    sum(loads.map(({ completed, errors, backlog }) => completed + sum(Object.values(errors)) + backlog));
  if (status !== "ok" || answered > 0 || sent === 0) return { status, reason };
  return { status: "failed", reason: `none of its ${sent} requests was answered` };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

type Measured = Pick<ScenarioSummary, "requests" | "workloads" | "resources" | "network">;

function measure(measurements: Measurements, { name }: ScenarioRecord, book: ReasonBook): Measured {
  const hasBaseline = workloadNames.some((workload) =>
    measurements.duetTraffic(references.baseline, workload),
  );
  const http = summariseWorkload(measurements, name, "http", book);
  const mqtt = summariseWorkload(measurements, name, "mqtt", book);
  return {
    requests: countRequests([http, mqtt], measurements.keptOf(name)),
    workloads: { http, mqtt },
    resources: summariseResources(measurements, name, book),
    network: summariseNetwork(measurements, name, hasBaseline ? references.baseline : null, book),
  };
}

/** Loads are left out: they send as many as they can. */
function countRequests(
  workloads: readonly (WorkloadSummary | null)[],
  kept: readonly Sample[],
): { sent: number; failed: number } {
  let sent = kept.filter(({ outcome }) => outcome !== "unsent").length;
  let failed = kept.filter(({ outcome }) => outcome !== "ok").length;
  for (const workload of workloads) {
    if (workload === null) continue;
    sent += workload.sent + (workload.slots?.sent ?? 0);
    failed += sum(Object.values(workload.errors)) + (workload.slots?.errors ?? 0);
  }
  return { sent, failed };
}

function explainAbsence(record: ScenarioRecord, book: ReasonBook): Measured {
  const reason = record.reason ?? "the run ended before any of its loads";
  return {
    requests: book.missing("requests", reason),
    workloads: { http: book.missing("workloads.http", reason), mqtt: book.missing("workloads.mqtt", reason) },
    resources: book.missing("resources", reason),
    network: book.missing("network", reason),
  };
}

function describe(run: RunRecord, record: ScenarioRecord, book: ReasonBook) {
  const { file: _file, readyMs, ...facts } = record;
  const own = run.containers.filter(({ scenario }) => scenario === record.name);
  const notReady = record.reason ?? "its path never answered";
  return {
    ...facts,
    implementation: record.implementation ?? book.missing("implementation", "its containers did not tell"),
    cipher:
      record.cipher ??
      book.missing("cipher", record.encrypts ? "its file does not name one" : "it does not encrypt"),
    containers: own.filter(({ role }) => (tunnelRoles as readonly string[]).includes(role)).length,
    lifecycle: {
      readyMs: readyMs ?? book.missing("lifecycle.readyMs", notReady),
      recoveryMs: book.missing("lifecycle.recoveryMs", "no recovery phase in the plan"),
      failClosed: book.missing("lifecycle.failClosed", "no fail-closed test in the plan"),
    },
  };
}

function summariseEvidence(
  evidence: EvidenceVerdict | NoVerdict,
  record: ScenarioRecord,
  book: ReasonBook,
): EvidenceSummary | null {
  if ("missing" in evidence) {
    const why = evidence.missing ?? record.reason ?? "no capture of its wire was examined";
    return book.missing("evidence", why);
  }
  const { verdict, reason, wire, controls, captureDrops } = evidence;
  const { found, expected, packets, bytes } = wire;
  for (const [name, result] of Object.entries(controls)) {
    if (result === null)
      book.missing(`evidence.controls.${name}`, "this control does not apply to the scenario");
  }
  const activeTests = book.missing("evidence.activeTests", "no active test in the plan");
  return { verdict, reason, wire: { found, expected, packets, bytes }, controls, captureDrops, activeTests };
}
