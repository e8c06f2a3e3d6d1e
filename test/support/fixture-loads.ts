import type { StoredRun } from "../../harness/analysis/measurements.ts";
import type { CounterLine } from "../../harness/model/counters.ts";
import type { LoadRecord, TimeHistogram } from "../../harness/model/load.ts";
import type { Phase, SaturationSpec } from "../../harness/model/plan.ts";
import type { Sample } from "../../harness/model/sample.ts";
import { second } from "./fixture-plan.ts";

const listedPercentiles = [50, 90, 95, 99, 99.9, 100];

/** Percentiles as order statistics of all values: the ⌈p·n⌉-th. */
export function histogramOf(latenciesMs: readonly number[]): TimeHistogram | null {
  if (latenciesMs.length === 0) return null;
  const sortedNs = latenciesMs.map((ms) => ms * 1e6).sort((a, b) => a - b);
  const count = sortedNs.length;
  return {
    count,
    minNs: sortedNs[0]!,
    meanNs: sortedNs.reduce((sum, ns) => sum + ns, 0) / count,
    maxNs: sortedNs.at(-1)!,
    percentiles: listedPercentiles.map((percentile) => [
      percentile,
      sortedNs[Math.max(0, Math.ceil((percentile / 100) * count) - 1)]!,
    ]),
  };
}

interface TrialFigures {
  ratePerSecond: number;
  offered: number;
  latenciesMs: readonly number[];
  errors?: LoadRecord["errors"];
  /** @default what has neither an answer nor an error */
  backlog?: number;
}

/** A trial of a saturation search. */
export function trialRecord(
  { ratePerSecond, offered, latenciesMs, errors = {}, backlog }: TrialFigures,
  change: Partial<LoadRecord> = {},
): LoadRecord {
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0);
  return {
    ...{ phase: "i0-saturation-stunnel", window: "i0-saturation-stunnel#1", instance: 0 },
    scenario: "stunnel",
    load: { kind: "open-loop", connections: 64, ratePerSecond },
    ...{ startNs: 0, endNs: 1e9, bytes: null, errors, offered },
    completed: latenciesMs.length,
    latency: histogramOf(latenciesMs),
    backlog: backlog ?? offered - latenciesMs.length - failed,
    facts: { cpuNs: 1e8, eventLoopUtilization: 0.2, dispatchLagP99Ns: 5e5 },
    ...change,
  };
}

/** A load as a test wants it: what was seen, and how busy containers and host were meanwhile. */
export interface FixtureLoad {
  record: LoadRecord;
  /** Share of one CPU by container. */
  busy: Record<string, number>;
  /** Of the host's CPU time. */
  idleShare: number;
  /** Makes it a trial of this search. */
  saturation?: SaturationSpec;
}

/** The run with phases, records and counters of these loads. */
export function withLoads(stored: Run, loads: readonly FixtureLoad[]): Run {
  const phases = new Map(loads.map((load) => [load.record.phase, phaseOf(load)]));
  const { plan } = stored.run;
  return {
    ...stored,
    run: { ...stored.run, plan: { ...plan, phases: [...plan.phases, ...phases.values()] } },
    loads: [...(stored.loads ?? []), ...loads.map(({ record }) => record)],
    counters: [...stored.counters, ...loads.flatMap((load) => countersOf(load, stored.run))],
  };
}

/** The run with a phase of requests on new connections: times to the first byte in µs, null for one without an answer. */
export function withConnects(stored: Run, scenario: string, firstBytesUs: readonly (number | null)[]): Run {
  const name = `i0-connect-${scenario}`;
  const { plan } = stored.run;
  const phase: Phase = {
    ...{ kind: "connect", name, instance: 0, round: null, scenarios: [scenario], workloads: ["http"] },
    ...{ seconds: firstBytesUs.length, ratePerSecond: 1, settleSeconds: 0, connections: "fresh" },
  };
  const samples = firstBytesUs.map((firstByteUs, seq): Sample => {
    const readyNs = 9000 * second + seq * second;
    const firstNs = firstByteUs === null ? null : readyNs + firstByteUs * 1000;
    const doneNs = firstNs === null ? null : firstNs + 50_000;
    return {
      ...{
        scenario,
        workload: "http",
        phase: name,
        instance: 0,
        block: seq,
        seq,
        duplicates: 0,
        reordered: false,
      },
      ...{ intendedNs: readyNs, readyNs, sentNs: readyNs, firstNs, doneNs, receivedNs: firstNs },
      outcome: firstNs === null ? "refused" : "ok",
    };
  });
  return {
    ...stored,
    run: { ...stored.run, plan: { ...plan, phases: [...plan.phases, phase] } },
    samples: [...stored.samples, ...samples],
  };
}

/** A stored run whose parts can be added to. */
export type Run = StoredRun & { samples: readonly Sample[]; counters: readonly CounterLine[] };

function phaseOf({ record, saturation }: FixtureLoad): Phase {
  const { phase: name, instance, scenario, load } = record;
  const common = { name, instance, round: null, scenarios: [scenario], workloads: ["http" as const] };
  const timing = { seconds: (record.endNs - record.startNs) / second, ratePerSecond: 0, settleSeconds: 0 };
  return saturation === undefined
    ? { ...common, ...timing, kind: "load", load }
    : { ...common, ...timing, kind: "saturation", saturation };
}

function countersOf({ record, busy, idleShare }: FixtureLoad, run: StoredRun["run"]): CounterLine[] {
  const durationNs = record.endNs - record.startNs;
  const { cpuCount } = run.host;
  return (["start", "end"] as const).flatMap((edge) => {
    const share = edge === "start" ? 0 : durationNs;
    const atNs = record.startNs + share;
    const header = { phase: record.window, edge, instance: record.instance, atNs, spreadNs: 1e6 };
    const host = {
      userNs: 0,
      systemNs: 0,
      softirqNs: 0,
      stealNs: 0,
      iowaitNs: 0,
      memoryAvailableBytes: 2 ** 31,
    };
    const containers = run.containers.map(({ name, scenario, role }) => ({
      ...{ ...header, subject: "container" as const, container: name, scenario, role },
      ...{
        memoryBytes: 1e6,
        memoryPeakBytes: null,
        memoryLimitBytes: null,
        throttledNs: null,
        network: null,
      },
      cpuNs: 7e9 + share * (busy[name] ?? 0),
    }));
    return [
      {
        ...header,
        ...host,
        subject: "host",
        cpuCount,
        idleNs: share * cpuCount * idleShare,
      } satisfies CounterLine,
      ...containers,
    ];
  });
}
