import type { LoadRecord } from "../model/load.ts";
import type { Sample } from "../model/sample.ts";
import type { WorkloadName } from "../model/scenario.ts";
import {
  type ClosedLoopSummary,
  type ConnectSummary,
  closedLoopSizes,
  type WorkloadSummary,
} from "../model/summary.ts";
import { summariseBulk } from "./capacity-bulk.ts";
import { summariseSaturation } from "./capacity-saturation.ts";
import { summariseLatency } from "./distribution.ts";
import { limitOf } from "./limits.ts";
import { capacityOf, loadsOf, secondsOf, takeCapacity, whyNotMeasured } from "./loads.ts";
import type { Measurements } from "./measurements.ts";
import { isMissing, type Missing, type ReasonBook } from "./reasons.ts";

type CapacityFigures = Pick<WorkloadSummary, "closedLoop" | "connect" | "saturation" | "bulk">;

/** How much one scenario carries, METHOD.md §1.5 and §1.6. HTTP alone: a published message has no answer to wait for. */
export function summariseCapacity(
  measurements: Measurements,
  scenario: string,
  workload: WorkloadName,
  path: string,
  book: ReasonBook,
): CapacityFigures {
  if (workload !== "http") {
    const absent = (name: string) => book.missing(`${path}.${name}`, "QoS 0 has no answer to wait for");
    return {
      closedLoop: absent("closedLoop"),
      connect: absent("connect"),
      saturation: absent("saturation"),
      bulk: absent("bulk"),
    };
  }
  return {
    closedLoop: summariseClosedLoops(measurements, scenario, `${path}.closedLoop`, book),
    connect: summariseConnect(measurements, scenario, `${path}.connect`, book),
    saturation: summariseSaturation(measurements, scenario, `${path}.saturation`, book),
    bulk: summariseBulk(measurements, scenario, `${path}.bulk`, book),
  };
}

function summariseClosedLoops(
  measurements: Measurements,
  scenario: string,
  path: string,
  book: ReasonBook,
): CapacityFigures["closedLoop"] {
  const title = "closed-loop phase";
  const any = loadsOf(measurements, { scenario, title, matches: ({ kind }) => kind === "closed-loop" });
  if (isMissing(any)) return book.missing(path, any.missing);
  const bySize = {} as NonNullable<CapacityFigures["closedLoop"]>;
  for (const size of closedLoopSizes) {
    const loads = loadsOf(measurements, {
      scenario,
      title: `${title} with ${size} connections`,
      matches: (load) => load.kind === "closed-loop" && String(load.connections) === size,
    });
    bySize[size] = isMissing(loads)
      ? book.missing(`${path}.${size}`, loads.missing)
      : summariseClosedLoop(measurements, loads, `${path}.${size}`, book);
  }
  return bySize;
}

/** Quantiles are means over the instances, because histograms of another process cannot be merged once they are percentiles. */
function summariseClosedLoop(
  measurements: Measurements,
  loads: readonly LoadRecord[],
  path: string,
  book: ReasonBook,
): ClosedLoopSummary | null {
  const histograms = loads.flatMap(({ latency }) => latency ?? []);
  if (histograms.length < loads.length) return book.missing(path, "a loop had no answer at all");
  const found = capacityOf(loads, completedPerSecond, (load) => limitOf(measurements, load));
  if (isMissing(found)) return book.missing(path, found.missing);
  const meanUs = (percentile: number) =>
    sum(
      histograms.map(
        ({ percentiles, maxNs }) => percentiles.find(([found]) => found >= percentile)?.[1] ?? maxNs,
      ),
    ) /
    histograms.length /
    1000;
  return {
    perSecond: takeCapacity(`${path}.perSecond`, found, book)!,
    p50Us: meanUs(50),
    p99Us: meanUs(99),
    maxUs: Math.max(...histograms.map(({ maxNs }) => maxNs)) / 1000,
    errors: sum(loads.flatMap(({ errors }) => Object.values(errors))),
  };
}

/** Connections a second come from a load; the time to first byte from paced requests, where nothing queues. */
function summariseConnect(
  measurements: Measurements,
  scenario: string,
  path: string,
  book: ReasonBook,
): ConnectSummary | null {
  const rate = connectRate(measurements, scenario);
  const samples = connectSamples(measurements, scenario);
  if (isMissing(rate) && isMissing(samples)) return book.missing(path, samples.missing);
  return {
    perSecond: takeCapacity(`${path}.perSecond`, rate, book),
    ttfbUs: isMissing(samples)
      ? book.missing(`${path}.ttfbUs`, samples.missing)
      : summariseLatency(samples.map(firstByteUs), `${path}.ttfbUs`, book),
  };
}

function connectRate(measurements: Measurements, scenario: string) {
  const loads = loadsOf(measurements, {
    ...{ scenario, title: "connect-rate phase" },
    matches: ({ kind }) => kind === "connect-rate",
  });
  if (isMissing(loads)) return loads;
  return capacityOf(loads, completedPerSecond, (load) => limitOf(measurements, load));
}

function connectSamples({ run, traffic }: Measurements, scenario: string): Sample[] | Missing {
  const planned = run.plan.phases.filter(
    ({ kind, scenarios }) => kind === "connect" && scenarios.includes(scenario),
  );
  if (planned.length === 0) return { missing: "no connect phase in the plan" };
  const samples = planned.flatMap(({ name, settleSeconds }) =>
    (traffic.kept.get(name) ?? []).filter(
      (sample) => sample.scenario === scenario && sample.workload === "http" && sample.block >= settleSeconds,
    ),
  );
  return samples.length > 0 ? samples : { missing: whyNotMeasured(planned, "connect phase") };
}

/** From the release, which is when connecting starts; a request that failed is infinitely late. METHOD.md §2.6. */
function firstByteUs({ outcome, firstNs, readyNs }: Sample): number {
  return outcome === "ok" && firstNs !== null ? (firstNs - readyNs) / 1000 : Number.POSITIVE_INFINITY;
}

function completedPerSecond(record: LoadRecord): number {
  return record.completed / secondsOf(record);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
