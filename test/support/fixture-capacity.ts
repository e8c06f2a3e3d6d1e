import type { LoadRecord } from "../../harness/model/load.ts";
import type { LoadSpec, SaturationSpec } from "../../harness/model/plan.ts";
import {
  type FixtureLoad,
  histogramOf,
  type Run,
  trialRecord,
  withConnects,
  withLoads,
} from "./fixture-loads.ts";
import { second } from "./fixture-plan.ts";

/** What a scenario can carry, in round numbers, and what is busy while it does. */
interface Carrier {
  scenario: string;
  /** Verified answers a second with 1, 8 and 32 connections. */
  closedLoop: Record<1 | 8 | 32, number>;
  connectsPerSecond: number;
  /** µs; the others follow in steps of 1 µs. */
  fastestFirstByteUs: number;
  /** Rates of the search's trials; those above `capacity` fail. */
  trials: number[];
  capacity: number;
  mbps: Record<"up" | "down", Record<1 | 8, number>>;
  busy: FixtureLoad["busy"];
}

const seconds = 2;
export const searchSpec: SaturationSpec = {
  ...{
    sloMs: 50,
    connections: 64,
    trialSeconds: seconds,
    pauseSeconds: 0.5,
    widthRatio: 0.05,
    finalTrials: 1,
  },
};

const carriers: readonly Carrier[] = [
  {
    scenario: "baseline",
    closedLoop: { 1: 2500, 8: 7400, 32: 8100 },
    connectsPerSecond: 3900,
    fastestFirstByteUs: 500,
    trials: [4440, 9720, 6570, 7990, 8810, 8390, 7990],
    capacity: 8000,
    mbps: { up: { 1: 9000, 8: 9400 }, down: { 1: 8000, 8: 8200 } },
    busy: { generator: 0.93, "http-server": 0.6 },
  },
  {
    scenario: "stunnel",
    closedLoop: { 1: 1100, 8: 3100, 32: 3300 },
    connectsPerSecond: 240,
    fastestFirstByteUs: 4100,
    trials: [1810, 3960, 2680, 3260, 2950, 3100, 2950],
    capacity: 3000,
    mbps: { up: { 1: 2400, 8: 3000 }, down: { 1: 2500, 8: 3100 } },
    busy: { generator: 0.4, "stunnel-client": 0.95, "stunnel-server": 0.7 },
  },
];

/** The run with all that is new in a capacity table: closed loops, connections, a search and bulk of two scenarios. */
export function withCapacity(stored: Run): Run {
  const loads = carriers.flatMap(loadsOf).map((load, index) => at(load, 20_000 + index * 60));
  return carriers.reduce(
    (run, { scenario, fastestFirstByteUs }) =>
      withConnects(
        run,
        scenario,
        Array.from({ length: 80 }, (_, index) => fastestFirstByteUs + index),
      ),
    withLoads(stored, loads),
  );
}

function loadsOf(carrier: Carrier): FixtureLoad[] {
  const { scenario, closedLoop, connectsPerSecond, mbps, busy } = carrier;
  const answers = (perSecond: number, connections: number) => {
    const ms = (connections * 1000) / perSecond;
    return { completed: perSecond * seconds, latency: histogramOf([ms, ms, ms * 3]) };
  };
  const one = (name: string, load: LoadSpec, outcome: Partial<LoadRecord>, isAlone = false): FixtureLoad => ({
    record: { ...empty(scenario, `i0-${name}-${scenario}`, load), ...outcome },
    busy: isAlone ? {} : busy,
    idleShare: 0.2,
  });
  return [
    ...([1, 8, 32] as const).map((connections) =>
      one(
        `closed-${connections}`,
        { kind: "closed-loop", connections },
        answers(closedLoop[connections], connections),
        connections === 1,
      ),
    ),
    one("connect-rate", { kind: "connect-rate", connections: 8 }, answers(connectsPerSecond, 8)),
    ...(["up", "down"] as const).flatMap((direction) =>
      ([1, 8] as const).map((streams) =>
        one(
          `bulk-${direction}-${streams}`,
          { kind: "bulk", direction, streams },
          {
            bytes: (mbps[direction][streams] * 1e6 * seconds) / 8,
          },
        ),
      ),
    ),
    ...searchOf(carrier),
  ];
}

/** The trials, then the latency at shares of the last one's rate. */
function searchOf({ scenario, trials, capacity, busy }: Carrier): FixtureLoad[] {
  const phase = `i0-saturation-${scenario}`;
  const found = trials.at(-1)!;
  const shares = [0.1, 0.5, 0.9].map((share) => ({ share, ratePerSecond: share * found }));
  return [...trials.map((ratePerSecond) => ({ ratePerSecond })), ...shares].map((open, index) => {
    const { ratePerSecond } = open;
    const offered = Math.round(ratePerSecond * seconds);
    const latenciesMs = Array<number>(offered).fill(ratePerSecond > capacity ? 130 : 4);
    const record = trialRecord(
      { ratePerSecond, offered, latenciesMs },
      {
        ...{ phase, window: `${phase}#${index + 1}`, scenario },
        load: { kind: "open-loop", connections: 64, ...open },
      },
    );
    return { record, busy, idleShare: 0.2, saturation: searchSpec };
  });
}

function empty(scenario: string, name: string, load: LoadSpec): LoadRecord {
  return {
    ...{ phase: name, window: name, instance: 0, scenario, load, startNs: 0, endNs: 0 },
    ...{ completed: 0, errors: {}, bytes: null, latency: null, offered: null, backlog: 0 },
    facts: { cpuNs: 1e8, eventLoopUtilization: 0.2, dispatchLagP99Ns: null },
  };
}

function at(load: FixtureLoad, startSeconds: number): FixtureLoad {
  const startNs = startSeconds * second;
  return { ...load, record: { ...load.record, startNs, endNs: startNs + seconds * second } };
}
