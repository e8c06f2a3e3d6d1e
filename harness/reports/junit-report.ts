import type { Metric } from "../model/metric.ts";
import type { Gate, ScenarioSummary, Summary } from "../model/summary.ts";
import { figuresOf, headlineMetrics, nameWithUnit } from "./figures.ts";
import { gateLimits, gateValue } from "./gate-text.ts";
import { type JunitCase, type JunitSuite, renderJunit } from "./junit.ts";
import { sentenceOf } from "./sentences.ts";

/**
 * A run as test cases: what `bench run` itself calls a failure, nothing more. A scenario that failed is an error, a readable
 * wire where encryption is claimed a failure, what could not be judged is skipped. Metrics are properties: `bench check`
 * judges them.
 */
export function renderJunitReport(summary: Summary, metrics: readonly Metric[] | null): string {
  const suites = summary.scenarios.map((scenario) => scenarioSuite(summary, scenario, metrics));
  return renderJunit([...suites, instrumentSuite(summary)]);
}

function scenarioSuite(
  summary: Summary,
  scenario: ScenarioSummary,
  metrics: readonly Metric[] | null,
): JunitSuite {
  const figures = figuresOf({ ...summary, scenarios: [scenario] }, metrics ?? headlineMetrics);
  return {
    name: scenario.name,
    timestamp: summary.run.startedAt,
    properties: figures.flatMap(({ metric, value, low, high }) => {
      const name = nameWithUnit(metric);
      const bound = (end: string, number: number | null) =>
        number === null ? [] : [{ name: `${name} ${end}`, value: numberText(number) }];
      return [{ name, value: numberText(value) }, ...bound("low", low), ...bound("high", high)];
    }),
    cases: [ranCase(scenario, summary.run.status), ...(scenario.encrypts ? [evidenceCase(scenario)] : [])],
    output: sentenceOf(scenario, summary.study !== null),
  };
}

/** A run that was interrupted before a scenario's turn says nothing about it. */
function ranCase(scenario: ScenarioSummary, runStatus: Summary["run"]["status"]): JunitCase {
  const { name, status, requests, reasons } = scenario;
  const base = { name: "was measured", classname: `bench.${name}` };
  if (status === "ok" && requests !== null) return { ...base, state: "passed" };
  const message = scenario.reason ?? reasons["requests"] ?? "the reason is not known";
  const brokeOff = runStatus === "complete" ? "" : `the run was ${runStatus}: `;
  if (status === "ok") return { ...base, state: "skipped", message: `${brokeOff}${message}` };
  return status === "failed"
    ? { ...base, state: "error", message }
    : { ...base, state: "skipped", message: `unsupported here: ${message}` };
}

function evidenceCase({ name, evidence, reasons }: ScenarioSummary): JunitCase {
  const base = { name: "its wire is not readable", classname: `bench.${name}` };
  if (evidence === null)
    return { ...base, state: "skipped", message: reasons["evidence"] ?? "the wire was not examined" };
  const { found, expected } = evidence.wire;
  if (evidence.verdict === "not-found") return { ...base, state: "passed" };
  if (evidence.verdict === "invalid")
    return { ...base, state: "skipped", message: evidence.reason ?? "a control failed" };
  return { ...base, state: "failed", message: `${found} of ${expected} secrets were found on its wire` };
}

/** Noise is a grade, never a failure: a gate that is not kept only makes the numbers worth less. */
function instrumentSuite({ run, gates, grade }: Summary): JunitSuite {
  return {
    name: "instrument",
    timestamp: run.startedAt,
    properties: [
      { name: "grade", value: grade.value },
      { name: "run status", value: run.status },
    ],
    cases: gates.map(gateCase),
    ...(grade.reasons.length > 0 && { output: grade.reasons.join("\n") }),
  };
}

function gateCase(gate: Gate): JunitCase {
  const base = { name: `${gate.id}: ${gate.title}`, classname: "bench.instrument" };
  if (gate.state === "pass" || gate.state === "warn") return { ...base, state: "passed" };
  const text = `${gateValue(gate)}; ${gateLimits(gate)}`;
  return { ...base, state: "skipped", message: gate.reason ?? "not known", text };
}

function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : "inf";
}
