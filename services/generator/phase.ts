import { performance } from "node:perf_hooks";
import type { GeneratorFacts, GeneratorRow, PhaseCommand } from "../../harness/model/protocol.ts";
import { randomFromSeed } from "../../harness/model/random.ts";
import type { Clock } from "../shared/clock.ts";
import type { Message } from "./message.ts";
import type { Pacer } from "./pacer.ts";
import { type ScheduledEvent, scheduleEvents } from "./schedule.ts";
import type { OpenTarget } from "./targets.ts";

/** Between the answer `started` and the first event: time for the harness to look at its counters. */
const leadNs = 100e6;

interface PreparedRequest {
  open: OpenTarget;
  message: Message;
  row: GeneratorRow;
}

/** A phase under way: `counts` is live, for the progress line. */
export interface RunningPhase {
  startNs: number;
  endNs: number;
  events: number;
  counts: { sent: number; ok: number; failed: number };
  finished: Promise<{ rows: GeneratorRow[]; facts: GeneratorFacts }>;
}

/** Builds every message before the first is due, then releases them on schedule and waits until each has ended. */
export function startPhase(
  command: PhaseCommand,
  opens: readonly OpenTarget[],
  clock: Clock,
  pacer: Pacer,
): RunningPhase {
  const chosen = opens.filter((open) => command.scenarios.includes(open.target.scenario));
  const events = scheduleEvents(
    command,
    chosen.map((open) => open.target),
    randomFromSeed(command.seed, command.name),
  );
  const byName = new Map(chosen.map((open) => [open.target.scenario, open]));
  const prepared = events.map((event) => prepareRequest(event, byName.get(event.scenario)!));
  const startNs = clock.now() + leadNs;
  for (const { row } of prepared) row.intendedNs += startNs;
  const counts = { sent: 0, ok: 0, failed: 0 };
  const dueNs = Float64Array.from(prepared, ({ row }) => row.intendedNs);
  const endNs = startNs + command.seconds * 1e9;
  const finished = drive(prepared, counts, clock, (release) => pacer.pace(dueNs, release));
  return { startNs, endNs, events: events.length, counts, finished };
}

function prepareRequest(event: ScheduledEvent, open: OpenTarget): PreparedRequest {
  const message = open.nextMessage(event.workload);
  const row: GeneratorRow = {
    scenario: event.scenario,
    workload: event.workload,
    block: Math.floor(event.atNs / 1e9),
    seq: message.seq,
    intendedNs: event.atNs,
    readyNs: event.atNs,
    sentNs: null,
    firstNs: null,
    doneNs: null,
    receivedNs: null,
    outcome: "unsent",
  };
  return { open, message, row };
}

async function drive(
  prepared: readonly PreparedRequest[],
  counts: RunningPhase["counts"],
  clock: Clock,
  paced: (release: (index: number) => void) => Promise<void>,
): Promise<{ rows: GeneratorRow[]; facts: GeneratorFacts }> {
  const cpuBefore = process.cpuUsage();
  const loopBefore = performance.eventLoopUtilization();
  const flights: Promise<void>[] = [];
  await paced((index) => flights.push(release(prepared[index]!, counts, clock)));
  await Promise.all(flights);
  const cpu = process.cpuUsage(cpuBefore);
  const rows = prepared.map(({ row }) => row);
  const facts = {
    cpuNs: (cpu.user + cpu.system) * 1_000,
    eventLoopUtilization: performance.eventLoopUtilization(loopBefore).utilization,
    dispatchLagP99Ns: dispatchLagP99Ns(rows),
  };
  return { rows, facts };
}

function release(
  { open, message, row }: PreparedRequest,
  counts: RunningPhase["counts"],
  clock: Clock,
): Promise<void> {
  row.readyNs = clock.now();
  counts.sent++;
  return new Promise((resolve) => {
    let landed = false;
    const land = (outcome: GeneratorRow["outcome"]) => {
      if (landed) return;
      landed = true;
      row.outcome = outcome;
      if (outcome === "ok") counts.ok++;
      else counts.failed++;
      resolve();
    };
    if (row.workload === "http" && open.http) open.http.send(message, { row, land });
    else if (row.workload === "mqtt" && open.mqtt) open.mqtt.send(message, { row, land });
    else land("refused");
  });
}

/** How late the slowest hundredth of the releases was; null for an idle phase. */
function dispatchLagP99Ns(rows: readonly GeneratorRow[]): number | null {
  if (rows.length === 0) return null;
  const lags = Float64Array.from(rows, (row) => row.readyNs - row.intendedNs).sort();
  return lags[Math.ceil(lags.length * 0.99) - 1] ?? null;
}
