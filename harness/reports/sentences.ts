import { type WorkloadName, workloadNames } from "../model/scenario.ts";
import {
  type LatencyComparison,
  references,
  type ScenarioSummary,
  type Summary,
  worksInKernel,
} from "../model/summary.ts";
import { baseSentence } from "./base-view.ts";
import { formatDifference, formatMagnitude, formatValue, roundTo } from "./numbers.ts";
import { verdictText } from "./wording.ts";

/** One plain sentence a scenario, a line each. */
export function renderSentences(summary: Summary): string {
  const isStudy = summary.study !== null;
  return summary.scenarios.map((scenario) => sentenceOf(scenario, isStudy)).join("\n");
}

/**
 * What a reader must know about one scenario: its price, and whether its wire could be read. A run of the study's protocol
 * has no duet that gives a price: `isStudy` sends the reader to its own table.
 */
export function sentenceOf(scenario: ScenarioSummary, isStudy = false): string {
  const { name, status, reason, requests } = scenario;
  if (status === "unsupported") return `${name} is unsupported here: ${reason ?? "the reason is not known"}`;
  if (requests === null) return unmeasured(scenario);
  if (status === "failed" && !answeredAny(scenario))
    return `${name} failed: ${reason ?? "the reason is not known"}; ${evidenceOf(scenario)}`;
  const broken = status === "failed" ? `; then it failed: ${reason ?? "the reason is not known"}` : "";
  const ownBase = baseSentence(scenario);
  const change = ownBase === null ? "" : `; ${ownBase}`;
  return `${name} ${priceOf(scenario, isStudy)}${change}; ${evidenceOf(scenario)}${failuresOf(requests)}${broken}`;
}

/** It never came to a load: its own fault, or the run ended before. */
function unmeasured(scenario: ScenarioSummary): string {
  const { name, status, reason, reasons, evidence } = scenario;
  const seen = evidence === null ? "" : `; ${evidenceOf(scenario)}`;
  if (status === "failed") return `${name} failed: ${reason ?? "the reason is not known"}${seen}`;
  return `${name} was not measured: ${reasons["requests"] ?? reason ?? "the reason is not known"}${seen}`;
}

function answeredAny({ workloads }: ScenarioSummary): boolean {
  return workloadNames.some((workload) => (workloads[workload]?.ok ?? 0) > 0);
}

function priceOf(scenario: ScenarioSummary, isStudy: boolean): string {
  // The first workload that was carried stands for the scenario: HTTP, unless it carries MQTT alone.
  const workload = workloadNames.find((name) => scenario.workloads[name] !== null);
  if (workload === undefined) return isStudy ? "is in the study's table" : "carried no traffic in a duet";
  const comparison = scenario.workloads[workload]?.vsBaseline?.p50;
  if (comparison)
    return `${differenceOf(scenario, comparison, workload)}${cpuOf(scenario, workload, comparison)}`;
  if (scenario.name === references.baseline) return levelOf(scenario, workload);
  const why = whyNotCompared(scenario, workload);
  return `${levelOf(scenario, workload)} (not compared with ${references.baseline}${why})`;
}

function whyNotCompared({ reasons }: ScenarioSummary, workload: WorkloadName): string {
  const path = `workloads.${workload}.vsBaseline`;
  const reason = reasons[`${path}.p50`] ?? reasons[path];
  return reason === undefined ? "" : `: ${reason}`;
}

/** `adds 112 µs (± 25) to the median HTTP request`, in the words that the verdict allows. */
function differenceOf(
  { name }: ScenarioSummary,
  comparison: LatencyComparison,
  workload: WorkloadName,
): string {
  const request = requestName(workload);
  const shift = { value: comparison.shiftUs, low: comparison.shiftLowUs, high: comparison.shiftHighUs };
  const difference = `${formatDifference(shift, 0)} µs`;
  const changes = `changes the median ${request} by ${difference} against ${references.baseline}`;
  if (isNullTest(name)) return `${changes} (no verdict: see ${references.relay}, which is identical)`;
  if (comparison.verdict === "slower")
    return `adds ${formatMagnitude(shift, 0, "µs")} to the median ${request}`;
  if (comparison.verdict === "faster")
    return `takes ${formatMagnitude(shift, 0, "µs")} off the median ${request}`;
  return `${changes}: ${verdictText(comparison)}`;
}

/** Control against baseline is in no family of comparisons, so it gets no word beside theirs. */
function isNullTest(scenario: string): boolean {
  return scenario === references.control;
}

/** What a request of the workload costs more than without the tunnel; empty where it was not measured. */
function cpuOf(scenario: ScenarioSummary, workload: WorkloadName, { verdict }: LatencyComparison): string {
  const hasWord = verdict === "slower" || verdict === "faster";
  const and = hasWord && !isNullTest(scenario.name) ? " and" : ", and";
  if (worksInKernel(scenario)) return kernelCpuOf(scenario, workload, and);
  const cpu = scenario.workloads[workload]?.cpu ?? null;
  if (cpu === null || cpu.tunnelMsPerRequest === null) return "";
  const basis = cpu.rounds === 1 ? " (seen in 1 round only)" : "";
  return `${and} costs ${roundTo(cpu.tunnelMsPerRequest, -2)} CPU-ms more${basis}`;
}

/** Its containers are not charged for the encryption, so only the whole machine can tell. */
function kernelCpuOf({ workloads }: ScenarioSummary, workload: WorkloadName, and: string): string {
  const system = workloads[workload]?.vsBaseline?.systemCpu;
  if (!system) return `${and} its kernel work is not charged to its containers`;
  const shift = { value: system.shiftMs, low: system.shiftLowMs, high: system.shiftHighMs };
  const where = "on the whole machine";
  if (system.verdict === "costlier")
    return `${and} costs ${formatMagnitude(shift, 2, "CPU-ms")} more ${where}`;
  if (system.verdict === "cheaper")
    return `${and} costs ${formatMagnitude(shift, 2, "CPU-ms")} less ${where}`;
  return `${and} costs ${formatDifference(shift, 2)} CPU-ms ${where}: ${verdictText(system)}`;
}

function levelOf({ workloads }: ScenarioSummary, workload: WorkloadName): string {
  const p50 = workloads[workload]?.latencyUs.p50;
  if (!p50) return `answers the median ${requestName(workload)} in a time that was not measured`;
  if (p50.value === null) return `left the median ${requestName(workload)} without an answer`;
  const bounded = { value: p50.value, low: p50.low, high: p50.high ?? Number.POSITIVE_INFINITY };
  return `answers the median ${requestName(workload)} in ${formatValue(bounded, 0)} µs`;
}

function evidenceOf({ evidence, encrypts, reasons }: ScenarioSummary): string {
  if (evidence === null)
    return `its wire was not examined: ${reasons["evidence"] ?? "the reason is not known"}`;
  if (evidence.verdict === "invalid")
    return `its wire could not be judged: ${evidence.reason ?? "a control failed"}`;
  if (evidence.verdict === "not-found") return "its wire was not readable";
  if (!encrypts) return "its wire was readable, and it does not claim to encrypt";
  const { found, expected } = evidence.wire;
  return `its wire was READABLE although it claims to encrypt: ${found} of ${expected} secrets found`;
}

function failuresOf({ sent, failed }: { sent: number; failed: number }): string {
  return failed > 0 ? `; ${failed} of ${sent} requests failed` : "";
}

function requestName(workload: WorkloadName): string {
  return workload === "http" ? "HTTP request" : "MQTT message";
}
