import type { Phase } from "../model/plan.ts";
import type { ControlSummary, Gate, Grade } from "../model/summary.ts";
import { quantile, sortSamples } from "../stats/quantile.ts";
import { busyNs } from "./cpu.ts";
import type { Measurements } from "./measurements.ts";
import { groupOf, type Window } from "./windows.ts";

/** More than this share of bad rounds (or duets) makes the run invalid, METHOD.md §9.3. */
const tolerableShare = 0.2;

/** What every gate of METHOD.md §9.3 needs, before it is applied. */
type GateRule = Pick<Gate, "id" | "title" | "unit" | "bad" | "warnLimit" | "invalidLimit">;

const lagRule = {
  id: "G1",
  title: "dispatch lag, p99",
  unit: "ms",
  bad: "above",
  warnLimit: 1,
  invalidLimit: 5,
} satisfies GateRule;
const sendRule = {
  id: "G5",
  title: "achieved of intended sends",
  unit: "%",
  bad: "below",
  warnLimit: 100,
  invalidLimit: 99.9,
} satisfies GateRule;
const stealRule = {
  id: "E1",
  title: "CPU time stolen by the hypervisor",
  unit: "%",
  bad: "above",
  warnLimit: 1,
  invalidLimit: 3,
} satisfies GateRule;
const spreadRule = {
  id: "E6",
  title: "reading all counters took",
  unit: "ms",
  bad: "above",
  warnLimit: 2,
  invalidLimit: null,
} satisfies GateRule;
const skewRule = {
  id: "E6-share",
  title: "reading all counters took, of the phase",
  unit: "%",
  bad: "above",
  warnLimit: 2,
  invalidLimit: 2,
} satisfies GateRule;
const instanceRule = {
  id: "instances",
  title: "instances",
  unit: "",
  bad: "below",
  warnLimit: 6,
  invalidLimit: null,
} satisfies GateRule;
const cpuRule = {
  id: "cpus",
  title: "CPUs",
  unit: "",
  bad: "below",
  warnLimit: 4,
  invalidLimit: null,
} satisfies GateRule;
const controlRule = {
  id: "control",
  title: "relay against control, p50",
  unit: "%",
  bad: "above",
  invalidLimit: null,
} satisfies Omit<GateRule, "warnLimit">;

/** All gates that the stored data can answer. They look at generator, host and plan, never at what is measured. */
export function checkGates(measurements: Measurements, control: ControlSummary | null): Gate[] {
  const { run, traffic } = measurements;
  const measuring = [...measurements.windows.values()].filter(({ phase }) => isMeasuring(phase));
  const punctuality = [...traffic.punctuality.values()];
  const spreads = measuring.map((window) => Math.max(window.start.spreadNs, window.end.spreadNs));
  return [
    gateOfRounds(
      lagRule,
      punctuality
        .filter(hasLag)
        .map(({ dispatchLagUs }) => quantile(sortSamples(dispatchLagUs), 0.99) / 1000),
    ),
    gateOfRounds(
      sendRule,
      punctuality.map(({ sent, offered }) => (sent / offered) * 100),
    ),
    gateOfRounds(stealRule, stealByRound(measuring)),
    gateOfRounds(
      spreadRule,
      spreads.map((spreadNs) => spreadNs / 1e6),
    ),
    gateOfRounds(
      skewRule,
      spreads.map((spreadNs, index) => (spreadNs / measuring[index]!.durationNs) * 100),
    ),
    gateOfRounds(instanceRule, [run.plan.profile.instances]),
    gateOfRounds(cpuRule, [run.host.cpuCount]),
    gateOfControl(control),
  ];
}

/** A only when every gate passes; C when one is invalid, or nothing was measured at all. */
export function gradeOf(
  gates: readonly Gate[],
  measuredAnything: boolean,
): { value: Grade; reasons: string[] } {
  const reasons = gates.flatMap(({ reason }) => (reason === null ? [] : [reason]));
  if (!measuredAnything) return { value: "C", reasons: ["nothing valid was measured", ...reasons] };
  if (gates.some(({ state }) => state === "invalid")) return { value: "C", reasons };
  return { value: gates.every(({ state }) => state === "pass") ? "A" : "B", reasons };
}

function gateOfRounds(rule: GateRule, values: readonly number[]): Gate {
  if (values.length === 0)
    return { ...rule, value: null, state: "unknown", reason: `${rule.title}: not known` };
  const worst = values.reduce((a, b) => (isBeyond(rule.bad, a, b) ? a : b));
  const invalid = values.filter(
    (value) => rule.invalidLimit !== null && isBeyond(rule.bad, value, rule.invalidLimit),
  );
  const state = stateOf(rule, worst, invalid.length / values.length);
  return { ...rule, value: worst, state, reason: state === "pass" ? null : reasonOf(rule, worst, state) };
}

function stateOf(rule: GateRule, worst: number, invalidShare: number): Gate["state"] {
  if (invalidShare > tolerableShare) return "invalid";
  return isBeyond(rule.bad, worst, rule.warnLimit) ? "warn" : "pass";
}

function reasonOf(rule: GateRule, worst: number, state: "warn" | "invalid" | "unknown"): string {
  const limit = state === "invalid" ? rule.invalidLimit! : rule.warnLimit;
  const comparison = rule.bad === "above" ? "more" : "fewer";
  const unit = rule.unit === "" ? "" : ` ${rule.unit}`;
  const wording = rule.bad === "below" && rule.unit !== "" ? "less" : comparison;
  return `${rule.title} ${shortNumber(worst)}${unit} (${wording} than ${limit}${unit})`;
}

/** Two identical relay pairs must come out as equivalent, or the run cannot be trusted to tell others apart. */
function gateOfControl(control: ControlSummary | null): Gate {
  const p50s = Object.values(control?.workloads ?? {}).flatMap((workload) =>
    workload?.p50 ? [workload.p50] : [],
  );
  if (p50s.length === 0) {
    return {
      ...controlRule,
      warnLimit: 5,
      value: null,
      state: "unknown",
      reason: "relay against control: not known",
    };
  }
  const worst = p50s.reduce((a, b) => (Math.abs(a.ratio - 1) > Math.abs(b.ratio - 1) ? a : b));
  const unlike = p50s.find(({ verdict }) => verdict !== "equivalent");
  const reason = unlike && `relay against control, p50: ${unlike.verdict}, not equivalent`;
  return {
    ...controlRule,
    warnLimit: worst.marginRatio * 100,
    value: Math.abs(worst.ratio - 1) * 100,
    state: unlike ? "warn" : "pass",
    reason: reason ?? null,
  };
}

/** Stolen share of all CPU time, in per cent, of each duet and each round of slots. */
function stealByRound(windows: readonly Window[]): number[] {
  const rounds = Map.groupBy(windows, ({ phase }) => groupOf(phase));
  return [...rounds.values()].flatMap((round) => {
    let stolen = 0;
    let capacity = 0;
    for (const window of round) {
      if (typeof busyNs(window) !== "number") continue;
      stolen += window.end.host!.stealNs - window.start.host!.stealNs;
      capacity += window.end.host!.cpuCount * window.durationNs;
    }
    return capacity > 0 ? [(stolen / capacity) * 100] : [];
  });
}

function isMeasuring({ kind }: Phase): boolean {
  return kind === "duet" || kind === "slot" || kind === "idle";
}

function hasLag({ dispatchLagUs }: { dispatchLagUs: readonly number[] }): boolean {
  return dispatchLagUs.length > 0;
}

function isBeyond(bad: Gate["bad"], value: number, limit: number): boolean {
  return bad === "above" ? value > limit : value < limit;
}

/** Two significant digits, but a whole number in full. */
function shortNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 10 ? value.toFixed(value > 90 && value < 100 ? 2 : 0) : value.toPrecision(2);
}
