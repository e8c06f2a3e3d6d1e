import { analyse } from "../../harness/analysis/analyse.ts";
import type { Measured } from "../../harness/checks/difference.ts";
import type {
  ControlComparisons,
  LatencyComparison,
  ScenarioSummary,
  Summary,
} from "../../harness/model/summary.ts";
import { storedRun } from "../support/fixture-run.ts";

/** baseline, relay, control, stunnel, shadowsocks (12 timeouts), one unsupported and one failed scenario. */
export function fixtureSummary(): Summary {
  return analyse(storedRun());
}

export function scenarioIn(summary: Summary, name: string): ScenarioSummary {
  const found = summary.scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no ${name} in the fixture`);
  return found;
}

/** Six instances against six: 12.5 % slower by R's t.test of log ratios 0.10, 0.14, 0.12, 0.17, 0.09, 0.13. */
export const slower: LatencyComparison = {
  ratio: 1.13314845307,
  low: 1.09940162272,
  high: 1.16793116379,
  marginRatio: 0.05,
  mdeRatio: 1.05,
  p: 0.00017,
  pHolm: null,
  n: 6,
  level: "instance",
  verdict: "slower",
  shiftUs: 81,
  shiftLowUs: 61,
  shiftHighUs: 101,
};

/** The same, nothing changed. */
export const unchanged: LatencyComparison = {
  ...slower,
  ratio: 1.002,
  low: 0.985,
  high: 1.019,
  p: 0.78,
  verdict: "equivalent",
  shiftUs: 1,
  shiftLowUs: -9,
  shiftHighUs: 11,
};

/** Too noisy to say anything. */
export const noisy: LatencyComparison = {
  ...slower,
  ratio: 1.06,
  low: 0.9,
  high: 1.25,
  p: 0.4,
  verdict: "inconclusive",
  shiftUs: 36,
  shiftLowUs: -60,
  shiftHighUs: 150,
};

/** `stunnel` as a head whose base, `stunnel@main`, is in the same run. */
export function summaryWithBase(http: Partial<ControlComparisons>): Summary {
  const summary = fixtureSummary();
  const head = scenarioIn(summary, "stunnel");
  const base = { ...structuredClone(head), name: "stunnel@main" };
  const nothing = { p50: null, p95: null, p99: null, systemCpu: null, tunnelCpu: null };
  head.base = base.name;
  head.workloads.http!.vsBase = { ...nothing, ...http };
  head.workloads.mqtt!.vsBase = { ...nothing };
  head.reasons["workloads.mqtt.vsBase"] = "in 1 of 6 instances only";
  return { ...summary, scenarios: [...summary.scenarios, base] };
}

/** As a judge takes it. */
export const slowerMeasured: Measured = {
  ...{ ratio: slower.ratio, low: slower.low, high: slower.high, p: slower.p, marginRatio: 0.05 },
  ...{
    shift: 81,
    shiftLow: 61,
    shiftHigh: 101,
    oneSided: { low: 1.10660855, high: 1.16032487 },
    baseValue: 600,
  },
};
