import {
  type ContainerCounters,
  type ContainerPoint,
  type CounterLine,
  type HostCounters,
  keptCounters,
} from "../../harness/model/counters.ts";
import type { LoadRecord } from "../../harness/model/load.ts";
import type { LoadSpec, Phase } from "../../harness/model/plan.ts";
import type { RunRecord } from "../../harness/model/run-record.ts";
import { outcomes, type Sample } from "../../harness/model/sample.ts";
import runSchema from "../../harness/model/schema/run.schema.json" with { type: "json" };
import summarySchema from "../../harness/model/schema/summary.schema.json" with { type: "json" };
import type { FailureClass, Summary } from "../../harness/model/summary.ts";
import { storedRun } from "../support/fixture-run.ts";
import { exampleOf } from "./example-of.ts";

/** A summary in which nothing is missing and no two numbers are the same, made from the schema. */
export function maximalSummary(): Summary {
  const summary = exampleOf(summarySchema) as Summary;
  const [gate] = summary.gates;
  const [scenario] = summary.scenarios;
  summary.gates = (["pass", "warn", "invalid"] as const).map((state) => ({
    ...gate!,
    id: `gate-${state}`,
    state,
  }));
  for (const row of summary.study!.rows) row.scenario = scenario!.name;
  return summary;
}

/** A run.json in which nothing is missing, but with a plan whose phases are known. */
export function maximalRecord(): RunRecord {
  const { run } = storedRun();
  const maximal = exampleOf(runSchema) as RunRecord;
  // in a real lab the service is what the lines call the container
  const containers = run.containers.map((container) => ({ ...container, service: container.name }));
  const phases = [...run.plan.phases, ...loadsOfAllKinds.map(phaseOf)];
  const plan = { ...run.plan, phases, deviations: ["shorter"] };
  return { ...maximal, id: run.id, containers, plan, timeline: run.timeline };
}

function phaseOf({ phase: name, instance, scenario, load }: LoadRecord): Phase {
  const common = { name, instance, round: null, scenarios: [scenario], workloads: ["http" as const] };
  return { ...common, kind: "load", load, seconds: 2, ratePerSecond: 0, settleSeconds: 0 };
}

const answered: Sample = {
  ...{ scenario: "stunnel", workload: "http", phase: "i0-duet", instance: 0, block: 3, seq: 7 },
  ...{ intendedNs: 1_500_000_000, readyNs: 1_500_100_000, sentNs: 1_500_150_000, receivedNs: 1_500_400_000 },
  ...{ firstNs: 1_500_700_000, doneNs: 1_500_900_000, outcome: "ok", duplicates: 1, reordered: true },
};

/** One of every outcome, as the generator gives them: a failed one may know some moments. */
export const samplesOfAllOutcomes: readonly Sample[] = outcomes.map((outcome) => {
  if (outcome === "ok") return answered;
  if (outcome === "mismatch") return { ...answered, outcome };
  return { ...answered, outcome, sentNs: null, firstNs: null, doneNs: null, receivedNs: null };
});

const header = { phase: "i0-duet", edge: "end", instance: 0, atNs: 2e9, spreadNs: 1e6 } as const;
const traffic = { rxBytes: 1, txBytes: 2, rxPackets: 3, txPackets: 4 };

const host: HostCounters = {
  ...{ ...header, subject: "host", cpuCount: 2, idleNs: 1, iowaitNs: 2, stealNs: 3, userNs: 4, systemNs: 5 },
  ...{ softirqNs: 6, memoryAvailableBytes: 7, wallClockUs: 8, wallClockAtNs: 9, cpuPressureNs: 10 },
  ...{ swapInPages: 11, frequencyKHz: 12.5, conntrack: { count: 13, max: 14 } },
};

export const fullContainer: ContainerCounters = {
  ...{
    ...header,
    subject: "container",
    container: "stunnel-client",
    scenario: "stunnel",
    role: "tunnel-client",
  },
  ...{
    cpuNs: 5e9,
    memoryBytes: 250,
    memoryPeakBytes: 300,
    memoryLimitBytes: 1000,
    throttledNs: 0,
    oomKills: 0,
  },
  network: {
    ...{ ...traffic, rxDropped: 5, txDropped: 6, rxErrors: 7, txErrors: 8 },
    byLeg: { wire: { ...traffic, rxBytes: 21, dropped: 9 } },
    protocol: Object.fromEntries(keptCounters.map((name, index) => [name, index])),
  },
};

/** A line of every subject, with all that a kernel can tell. */
export const fullCounters: readonly CounterLine[] = [
  host,
  { ...header, subject: "harness", cpuNs: 1, residentBytes: 2 },
  fullContainer,
];

/** Two lines of one container, a second apart, in which it used a quarter of a CPU. */
export const twoPoints: readonly ContainerPoint[] = [0, 1].map((second) => ({
  ...{ atNs: 3e9 + second * 1e9, container: "stunnel-client", scenario: "stunnel", role: "tunnel-client" },
  ...{ cpuNs: 7e9 + second * 0.25e9, memoryBytes: 4096 },
}));

const failures = outcomes.filter((outcome): outcome is FailureClass => outcome !== "ok");

const specs: readonly LoadSpec[] = [
  { kind: "closed-loop", connections: 8 },
  { kind: "connect-rate", connections: 8 },
  { kind: "bulk", direction: "up", streams: 1 },
  { kind: "open-loop", connections: 64, ratePerSecond: 1000, share: 0.5 },
];

/** One load of every kind, 2 s long. */
export const loadsOfAllKinds: readonly LoadRecord[] = specs.map((load) => ({
  ...{ phase: `i0-${load.kind}`, window: `i0-${load.kind}#1`, instance: 0, scenario: "stunnel", load },
  ...{ startNs: 1e9, endNs: 3e9, completed: load.kind === "bulk" ? 0 : 500, backlog: 1 },
  bytes: load.kind === "bulk" ? 25e6 : null,
  offered: load.kind === "open-loop" ? 2000 : null,
  errors: Object.fromEntries(failures.map((failure, index) => [failure, index + 1])),
  latency: {
    ...{ count: 500, minNs: 1000, meanNs: 1500, maxNs: 9000 },
    percentiles: [50, 90, 95, 99, 99.9, 100].map((percentile): [number, number] => [
      percentile,
      percentile * 1e3,
    ]),
  },
  facts: {
    ...{ cpuNs: 1e8, eventLoopUtilization: 0.2, dispatchLagP99Ns: 5e5 },
    blocks: [{ block: 0, eventLoopUtilization: 0.2, loopDelayMaxNs: 1, gcMaxNs: 2, gcTotalNs: 3 }],
  },
}));
