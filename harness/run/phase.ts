import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerPoint, CounterLine } from "../model/counters.ts";
import type { LoadRecord } from "../model/load.ts";
import type { Phase } from "../model/plan.ts";
import type { GeneratorRow, Receipt } from "../model/protocol.ts";
import type { TimelineEntry } from "../model/run-record.ts";
import type { Sample } from "../model/sample.ts";
import { timelineEntry, watchEdges } from "./edges.ts";
import { countMissing, joinSamples } from "./join.ts";
import { runLoadPhase, runSearch } from "./load-phase.ts";
import type { Session } from "./session.ts";

/** Everything that one phase gave. */
export interface PhaseResult {
  samples: Sample[];
  loads: LoadRecord[];
  counters: CounterLine[];
  points: ContainerPoint[];
  timeline: TimelineEntry;
}

/** Between two looks for messages that are still on their way, after the phase. */
const missingPauseMs = 50;

/**
 * Runs one phase: tells the generator, reads the counters after the settling time and at the end, then fetches what
 * generator and subscriber saw and joins it.
 */
export function runPhase(session: Session, phase: Phase): Promise<PhaseResult> {
  if (phase.kind === "idle") return runIdle(session, phase);
  if (phase.kind === "load") return runLoadPhase(session, phase);
  if (phase.kind === "saturation") return runSearch(session, phase);
  return runTraffic(session, phase);
}

async function runTraffic(session: Session, phase: Phase): Promise<PhaseResult> {
  const { generator, seed } = session;
  const startedAt = new Date().toISOString();
  const rows: GeneratorRow[] = [];
  const stopListening = generator.onAnswer((answer) => {
    if (answer.type === "rows") rows.push(...answer.rows);
  });
  try {
    const started = generator.answer("started");
    const done = generator.answer("done");
    done.catch(() => undefined); // if `started` fails first, that is the error to show
    const { name, instance, scenarios, workloads, seconds, ratePerSecond, settleSeconds } = phase;
    const { arrivals = "jittered", connections = "kept", stallMs } = phase;
    const traffic = { name, scenarios, workloads, seconds, ratePerSecond, arrivals, connections };
    generator.send({ type: "phase", ...traffic, seed, ...(stallMs && { stallMs }) });
    const { startNs, endNs } = await started;
    const edges = { window: name, instance, startNs, endNs, settleSeconds };
    const { counters, points } = await watchEdges(session, edges);
    const { facts } = await session.unlessAborted(done);
    const receipts = await collectReceipts(session, rows);
    const samples = joinSamples(rows, receipts, { ...session.joinContext, phase: name, instance });
    const timeline = timelineEntry(phase, { startedAt, startNs, endNs }, facts);
    return { samples, loads: [], counters, points, timeline };
  } finally {
    stopListening();
  }
}

async function runIdle(session: Session, phase: Phase): Promise<PhaseResult> {
  const startedAt = new Date().toISOString();
  const startNs = session.now();
  const endNs = startNs + phase.seconds * 1e9;
  const { name: window, instance, settleSeconds } = phase;
  const watched = await watchEdges(session, { window, instance, startNs, endNs, settleSeconds });
  const timeline = timelineEntry(phase, { startedAt, startNs, endNs }, null);
  return { samples: [], loads: [], ...watched, timeline };
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
