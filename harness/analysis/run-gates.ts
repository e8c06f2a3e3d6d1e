import type { Damage } from "../model/damage.ts";
import type { EvidenceVerdict } from "../model/evidence.ts";
import { workloadNames } from "../model/scenario.ts";
import type { CalibrationReference, ControlSummary, Gate, ScenarioSummary } from "../model/summary.ts";
import { quantile, sortSamples } from "../stats/quantile.ts";
import { gateOfNumber } from "./gate-of-number.ts";
import type { GateRule } from "./gate-rule.ts";
import { tolerableRounds } from "./judge.ts";
import { gateOfLoads } from "./load-gates.ts";
import type { Measurements } from "./measurements.ts";
import { droppedText } from "./round-counts.ts";

/** What the gates of a whole run look at beside its measurements. */
export interface RunFacts {
  control: ControlSummary | null;
  calibration: CalibrationReference | null;
  evidence: readonly EvidenceVerdict[];
  scenarios: readonly ScenarioSummary[];
  damage: Damage;
}

const onlyWarns = { bad: "above", invalidLimit: null } as const;
const instanceRule: GateRule = {
  ...{ id: "instances", title: "instances", unit: "", bad: "below", warnLimit: 6, invalidLimit: null },
};
const cpuRule: GateRule = {
  ...{ id: "cpus", title: "CPUs", unit: "", bad: "below", warnLimit: 4, invalidLimit: null },
};
const identityRule: GateRule = {
  ...{ id: "E5", title: "containers that were not the same at the end", unit: "", bad: "above" },
  ...{ warnLimit: 0, invalidLimit: 0 },
};
/** Drops make the evidence invalid, and no latency: so here they only warn. */
const captureRule: GateRule = {
  ...{ ...onlyWarns, id: "E7", title: "packets that a capture lost", unit: "", warnLimit: 0 },
};
const frequencyRule: GateRule = {
  ...{ id: "E9", title: "CPU frequency from first to last quarter", unit: "%", bad: "above" },
  ...{ warnLimit: 3, invalidLimit: 10 },
};
const calibrationRule: GateRule = {
  ...{ ...onlyWarns, id: "calibration", title: "age of the calibration", unit: "days", warnLimit: 7 },
};
/** Our choice: noisy tolerances do not all hold at once, but a machine that misses more than this share cannot be judged. */
const leastPassedShare = 0.9;
const steadyRule: GateRule = {
  ...{ ...onlyWarns, id: "steady", title: "rows that are not steady", unit: "", warnLimit: 0 },
};

/** Gates that judge the run as a whole. */
export function checkRun(measurements: Measurements, facts: RunFacts): Gate[] {
  const { run } = measurements;
  const captureDrops = facts.evidence.reduce((sum, verdict) => sum + verdict.captureDrops, 0);
  return [
    gateOfRounds(measurements),
    ...gateOfLoads(measurements),
    gateOfNumber(instanceRule, measurements.instanceCount),
    gateOfNumber(cpuRule, run.host.cpuCount),
    ...gateOfIdentity(measurements),
    ...(facts.evidence.length > 0 ? [gateOfNumber(captureRule, captureDrops)] : []),
    ...gateOfFrequency(measurements),
    gateOfSteadiness(facts.scenarios),
    gateOfControl(facts.control),
    gateOfCalibration(facts.calibration),
  ];
}

/** Each gate by itself may be tolerable and all together leave too little. Replaced rounds count, METHOD.md §9.3. */
function gateOfRounds({ roundCounts }: Measurements): Gate {
  const limit = tolerableRounds(roundCounts.planned);
  const count = roundCounts.dropped;
  const isInvalid = count > limit;
  return {
    ...{ id: "rounds", title: "rounds of slots dropped", unit: "", bad: "above", value: count },
    ...{ warnLimit: limit, invalidLimit: limit, state: isInvalid ? "invalid" : "pass" },
    reason: isInvalid ? `${droppedText(roundCounts)}, by all gates together` : null,
  };
}

/** When in the instance it happened is not known, so the whole run is invalid. */
function gateOfIdentity({ run: { identityChanges } }: Measurements): Gate[] {
  if (identityChanges === undefined) return [];
  const gate = gateOfNumber(identityRule, identityChanges.length);
  const [first] = identityChanges;
  if (first === undefined) return [gate];
  return [{ ...gate, reason: `${gate.reason}: "${first.container}" ${first.what}` }];
}

/**
 * Medians of the first and the last quarter of all snapshots: one reading of a governor that follows the load says little.
 */
function gateOfFrequency({ windows }: Measurements): Gate[] {
  const readings = [...windows.values()]
    .flatMap(({ start, end }) => [start, end])
    .sort((a, b) => a.atNs - b.atNs)
    .flatMap(({ host }) => host?.frequencyKHz ?? []);
  if (readings.length < 2) return [];
  const quarter = Math.ceil(readings.length / 4);
  const medianOf = (values: readonly number[]) => quantile(sortSamples(values), 0.5);
  const ratio = medianOf(readings.slice(-quarter)) / medianOf(readings.slice(0, quarter));
  return [gateOfNumber(frequencyRule, Math.abs(ratio - 1) * 100)];
}

/** METHOD.md §2.5: never hidden. It warns only, because a row that drifts is a result and no fault of the instrument. */
function gateOfSteadiness(scenarios: readonly ScenarioSummary[]): Gate {
  const rows = scenarios.flatMap(({ name, workloads }) =>
    workloadNames.flatMap((workload) => {
      const steady = workloads[workload]?.steady;
      return steady ? [{ name: `${name} ${workload}`, isSteady: steady.state === "yes" }] : [];
    }),
  );
  const unsteady = rows.filter(({ isSteady }) => !isSteady);
  const gate = gateOfNumber(steadyRule, unsteady.length);
  if (unsteady.length === 0) return gate;
  const [first] = unsteady;
  const example = unsteady.length > 1 ? `${first!.name} and others` : first!.name;
  return { ...gate, reason: `${unsteady.length} of ${rows.length} rows not steady: ${example}` };
}

/** Two identical relay pairs must come out as equivalent, or the run cannot be trusted to tell others apart. */
function gateOfControl(control: ControlSummary | null): Gate {
  const title = "relay against control, p50";
  const common = { ...onlyWarns, id: "control", title, unit: "%" };
  const p50s = Object.values(control?.workloads ?? {}).flatMap((workload) =>
    workload?.p50 ? [workload.p50] : [],
  );
  if (p50s.length === 0) {
    const reason = "relay against control: not known";
    return { ...common, warnLimit: 5, value: null, state: "unknown", reason };
  }
  const worst = p50s.reduce((a, b) => (Math.abs(a.ratio - 1) > Math.abs(b.ratio - 1) ? a : b));
  const unlike = p50s.find(({ verdict }) => verdict !== "equivalent");
  return {
    ...common,
    warnLimit: worst.marginRatio * 100,
    value: Math.abs(worst.ratio - 1) * 100,
    state: unlike ? "warn" : "pass",
    reason: unlike ? `${title}: ${unlike.verdict}, not equivalent` : null,
  };
}

/** A report without a recent calibration of the same host that (nearly) passed is marked so. METHOD.md §0, no. 12. */
function gateOfCalibration(calibration: CalibrationReference | null): Gate {
  if (calibration === null)
    return { ...calibrationRule, value: null, state: "warn", reason: "this host has no calibration" };
  const gate = gateOfNumber(calibrationRule, calibration.ageDays);
  const { passed, of } = calibration;
  if (passed >= leastPassedShare * of) return gate;
  return { ...gate, state: "warn", reason: `calibration passed ${passed} of ${of}` };
}
