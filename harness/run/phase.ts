import { setTimeout as sleep } from "node:timers/promises";
import type { CounterLine } from "../model/counters.ts";
import type { Phase } from "../model/plan.ts";
import type { GeneratorRow, Receipt } from "../model/protocol.ts";
import type { TimelineEntry } from "../model/run-record.ts";
import type { Sample } from "../model/sample.ts";
import { type ContainerPoint, takePoints, takeSnapshot } from "../probes/snapshot.ts";
import { countMissing, joinSamples } from "./join.ts";
import type { Session } from "./session.ts";

/** Everything that one phase gave. */
export interface PhaseResult {
  samples: Sample[];
  counters: CounterLine[];
  points: ContainerPoint[];
  timeline: TimelineEntry;
}

/** How often containers.ndjson gets a line a container; its cost is in the harness's own counters. */
const pointIntervalMs = 1_000;
/** Between two looks for messages that are still on their way, after the phase. */
const missingPauseMs = 50;

/**
 * Runs one phase: tells the generator, reads the counters after the settling time and at the end, then fetches what
 * generator and subscriber saw and joins it.
 */
export async function runPhase(session: Session, phase: Phase): Promise<PhaseResult> {
  const startedAt = new Date().toISOString();
  return phase.kind === "idle" ? runIdle(session, phase, startedAt) : runTraffic(session, phase, startedAt);
}

async function runTraffic(session: Session, phase: Phase, startedAt: string): Promise<PhaseResult> {
  const { generator } = session;
  const rows: GeneratorRow[] = [];
  const stopListening = generator.onAnswer((answer) => {
    if (answer.type === "rows") rows.push(...answer.rows);
  });
  try {
    const { name, scenarios, workloads, seconds, ratePerSecond } = phase;
    const started = generator.answer("started");
    const done = generator.answer("done");
    done.catch(() => undefined); // if `started` fails first, that is the error to show
    generator.send({ type: "phase", name, scenarios, workloads, seconds, ratePerSecond, seed: session.seed });
    const { startNs, endNs } = await started;
    const { counters, points } = await watchEdges(session, phase, startNs, endNs);
    const { facts } = await session.unlessAborted(done);
    const receipts = await collectReceipts(session, rows);
    const samples = joinSamples(rows, receipts, {
      ...session.joinContext,
      phase: name,
      instance: phase.instance,
    });
    return { samples, counters, points, timeline: timelineEntry(phase, startedAt, startNs, endNs, facts) };
  } finally {
    stopListening();
  }
}

async function runIdle(session: Session, phase: Phase, startedAt: string): Promise<PhaseResult> {
  const startNs = session.now();
  const endNs = startNs + phase.seconds * 1e9;
  const { counters, points } = await watchEdges(session, phase, startNs, endNs);
  return { samples: [], counters, points, timeline: timelineEntry(phase, startedAt, startNs, endNs, null) };
}

async function watchEdges(
  session: Session,
  phase: Phase,
  startNs: number,
  endNs: number,
): Promise<Pick<PhaseResult, "counters" | "points">> {
  const place = { phase: phase.name, instance: phase.instance };
  await sleepUntil(session, startNs + phase.settleSeconds * 1e9);
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

async function sleepUntil(session: Session, whenNs: number): Promise<void> {
  const milliseconds = Math.max(0, (whenNs - session.now()) / 1e6);
  await session.unlessAborted(sleep(milliseconds, undefined, { signal: session.signal }));
}

/** Asks the subscriber for its receipts until none is missing or what is missing counts as timed out. */
async function collectReceipts(session: Session, rows: readonly GeneratorRow[]): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  const deadlineNs = session.now() + session.joinContext.timeoutNs;
  for (;;) {
    receipts.push(...(await session.flushReceipts()));
    const missing = countMissing(rows, receipts, session.joinContext.clientIds);
    if (missing === 0 || session.now() > deadlineNs) return receipts;
    await sleep(missingPauseMs, undefined, { signal: session.signal });
  }
}

function timelineEntry(
  phase: Phase,
  startedAt: string,
  startNs: number,
  endNs: number,
  generator: TimelineEntry["generator"],
): TimelineEntry {
  const { name, instance } = phase;
  return { phase: name, instance, startedAt, startNs, endNs, status: "done", reason: null, generator };
}
