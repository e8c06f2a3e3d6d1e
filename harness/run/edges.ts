import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerPoint, CounterLine } from "../model/counters.ts";
import type { TimelineEntry } from "../model/run-record.ts";
import { takePoints, takeSnapshot } from "../probes/snapshot.ts";
import type { Session } from "./session.ts";

/** How often containers.ndjson gets a line a container; its cost is in the harness's own counters. */
const pointIntervalMs = 1_000;

/** A stretch of time whose counters are read at both ends, after the settling and at the end. */
export interface Edges {
  /** What the snapshots are named after: a phase, or a trial of a search. */
  window: string;
  instance: number;
  startNs: number;
  endNs: number;
  settleSeconds: number;
}

/** Counters at both edges, and a point a second between them for the plots. */
export async function watchEdges(
  session: Session,
  { window, instance, startNs, endNs, settleSeconds }: Edges,
): Promise<{ counters: CounterLine[]; points: ContainerPoint[] }> {
  const place = { phase: window, instance };
  await sleepUntil(session, startNs + settleSeconds * 1e9);
  const atStart = takeSnapshot({ ...place, edge: "start" }, session.subjects, session.now);
  const points: ContainerPoint[] = [];
  const timer = setInterval(() => points.push(...takePoints(session.subjects, session.now)), pointIntervalMs);
  try {
    await sleepUntil(session, endNs);
  } finally {
    clearInterval(timer);
  }
  const atEnd = takeSnapshot({ ...place, edge: "end" }, session.subjects, session.now);
  return { counters: [...atStart, ...atEnd], points };
}

/** Ends early with the run. `whenNs` since the run's epoch; one that is past returns at once. */
export async function sleepUntil(session: Session, whenNs: number): Promise<void> {
  const milliseconds = Math.max(0, (whenNs - session.now()) / 1e6);
  await session.unlessAborted(sleep(milliseconds, undefined, { signal: session.signal }));
}

/** A phase that went to its end, for run.json. */
export function timelineEntry(
  { name, instance }: { name: string; instance: number },
  times: { startedAt: string; startNs: number; endNs: number },
  generator: TimelineEntry["generator"],
): TimelineEntry {
  return { phase: name, instance, ...times, status: "done", reason: null, generator };
}
