import type { LoadRecord } from "../model/load.ts";
import { type Role, tunnelRoles } from "../model/scenario.ts";
import { type Limit, limits } from "../model/summary.ts";
import type { Measurements } from "./measurements.ts";
import { isMissing, type Missing } from "./reasons.ts";
import type { Window } from "./windows.ts";

/** Share of one CPU from which a container counts as busy: gate G4's, METHOD.md §9.3. */
const busyShare = 0.85;
/** Share of the host's CPU time below which the machine counts as full. Our choice. */
const idleShare = 0.05;
/** A generator that releases later than this does not keep its rate: gate G1, METHOD.md §9.3. */
const lateP99Ns = 5e6;

/**
 * What kept a load from going faster, from the counters over its window: the busiest container with 85 % of a CPU or more,
 * because most programs here serve with one thread; else the machine, when less than 5 % of its CPU time was idle; else
 * nothing was full: each request waited for the one before it, or a bulk stream for its window. A program with several threads may have had room left.
 */
export function limitOf(measurements: Measurements, { window, scenario }: LoadRecord): Limit | Missing {
  const found = measurements.windows.get(window);
  if (found === undefined) return { missing: "no counters at both edges, so what limited it is not known" };
  const busy = busiest(found, scenario);
  if (isMissing(busy)) return busy;
  if (busy !== null && busy.share >= busyShare) return busy.kind;
  const idle = idleShareOf(found);
  if (isMissing(idle)) return idle;
  return idle < idleShare ? "machine" : "latency";
}

/** The same for a trial at a constant rate: a late generator is a limit too, and where nothing is full it is the objective. */
export function limitOfTrial(measurements: Measurements, trial: LoadRecord): Limit | Missing {
  if ((trial.facts.dispatchLagP99Ns ?? 0) > lateP99Ns) return "generator";
  const limit = limitOf(measurements, trial);
  return limit === "latency" ? "objective" : limit;
}

/** The one word for several loads: a generator's limit makes the mean a lower bound; else the most frequent. */
export function commonLimit(found: readonly Limit[]): Limit {
  if (found.includes("generator")) return "generator";
  const count = (limit: Limit) => found.filter((other) => other === limit).length;
  return limits.reduce((most, limit) => (count(limit) > count(most) ? limit : most));
}

/** Endpoints and the scenario's own containers; others only idle meanwhile. */
function busiest(
  { start, end, durationNs }: Window,
  scenario: string,
): { kind: Limit; share: number } | null | Missing {
  let most: { kind: Limit; share: number } | null = null;
  for (const { container, scenario: owner, role, cpuNs } of end.containers.values()) {
    const kind = kindOf(role);
    if (kind === null || (owner !== null && owner !== scenario)) continue;
    const before = start.containers.get(container);
    if (before === undefined || cpuNs < before.cpuNs)
      return { missing: `container "${container}" was not the same at both edges` };
    const share = (cpuNs - before.cpuNs) / durationNs;
    if (most === null || share > most.share) most = { kind, share };
  }
  return most;
}

function kindOf(role: Role): Limit | null {
  if (role === "generator") return "generator";
  if (role === "service" || role === "broker") return "service";
  return (tunnelRoles as readonly Role[]).includes(role) ? "tunnel" : null;
}

function idleShareOf({ start, end, durationNs }: Window): number | Missing {
  if (start.host === null || end.host === null) return { missing: "no host counters" };
  const idleNs = end.host.idleNs - start.host.idleNs + (end.host.iowaitNs - start.host.iowaitNs);
  return idleNs / (end.host.cpuCount * durationNs);
}
