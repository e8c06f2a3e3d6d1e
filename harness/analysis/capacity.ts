import type { Sample } from "../model/sample.ts";
import type { WorkloadName } from "../model/scenario.ts";
import type { ConnectSummary, WorkloadSummary } from "../model/summary.ts";
import { summariseBulk } from "./capacity-bulk.ts";
import { summariseClosedLoops } from "./capacity-closed-loop.ts";
import { summariseSaturation } from "./capacity-saturation.ts";
import { summariseLatency } from "./distribution.ts";
import {
  capacityOf,
  completedPerSecond,
  countErrors,
  loadsOf,
  takeCapacity,
  whyNotMeasured,
} from "./loads.ts";
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

/** Connections a second come from a load; the time to first byte from paced requests, where nothing queues. */
function summariseConnect(
  measurements: Measurements,
  scenario: string,
  path: string,
  book: ReasonBook,
): ConnectSummary | null {
  const loads = connectLoads(measurements, scenario);
  const samples = connectSamples(measurements, scenario);
  if (isMissing(loads) && isMissing(samples)) return book.missing(path, samples.missing);
  const rate = isMissing(loads) ? loads : capacityOf(measurements, loads, completedPerSecond);
  return {
    perSecond: takeCapacity(`${path}.perSecond`, rate, book),
    errors: book.take(`${path}.errors`, isMissing(loads) ? loads : countErrors(loads)),
    ttfbUs: isMissing(samples)
      ? book.missing(`${path}.ttfbUs`, samples.missing)
      : summariseLatency(samples.map(firstByteUs), `${path}.ttfbUs`, book),
  };
}

function connectLoads(measurements: Measurements, scenario: string) {
  const title = "connect-rate phase";
  return loadsOf(measurements, { scenario, title, matches: ({ kind }) => kind === "connect-rate" });
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
