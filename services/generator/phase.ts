import type { GeneratorFacts, GeneratorRow, PhaseCommand } from "../../harness/model/protocol.ts";
import { randomFromSeed } from "../../harness/model/random.ts";
import type { Clock } from "../shared/clock.ts";
import { lagP99Ns, startCost } from "./facts.ts";
import { watchLoop } from "./loop-watch.ts";
import type { Message } from "./message.ts";
import type { Pacer } from "./pacer.ts";
import { type ScheduledEvent, scheduleEvents } from "./schedule.ts";
import type { OpenTarget } from "./targets.ts";

/** Between the answer `started` and the first event: time for the harness to look at its counters. */
export const leadNs = 100e6;

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
  const finished = drive({ command, prepared, dueNs, startNs, counts, clock, pacer });
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

interface Drive {
  command: PhaseCommand;
  prepared: readonly PreparedRequest[];
  dueNs: Float64Array;
  startNs: number;
  counts: RunningPhase["counts"];
  clock: Clock;
  pacer: Pacer;
}

async function drive(drive: Drive): RunningPhase["finished"] {
  const { command, prepared, dueNs, startNs, counts, clock, pacer } = drive;
  const cost = startCost();
  const watch = watchLoop(startNs, command.seconds, clock);
  const stallIndex = stallAt(command, dueNs, startNs);
  const flights: Promise<void>[] = [];
  await pacer.pace(dueNs, (index) => {
    if (index === stallIndex) stall(command.stallMs!, clock);
    watch.tick(clock.now());
    flights.push(release(prepared[index]!, command, counts, clock));
  });
  await Promise.all(flights);
  const spent = cost();
  const blocks = watch.stop(clock.now());
  const rows = prepared.map(({ row }) => row);
  const dispatchLagP99Ns = lagP99Ns(rows.map((row) => row.readyNs - row.intendedNs));
  return { rows, facts: { ...spent, dispatchLagP99Ns, blocks } };
}

/** The first request of the phase's second half is the one that a commanded stall holds up; −1 without one. */
function stallAt({ stallMs, seconds }: PhaseCommand, dueNs: Float64Array, startNs: number): number {
  return stallMs ? dueNs.findIndex((due) => due >= startNs + (seconds / 2) * 1e9) : -1;
}

/** Blocks this thread: the known fault of calibration K30, METHOD.md §8. */
function stall(stallMs: number, clock: Clock): void {
  const untilNs = clock.now() + stallMs * 1e6;
  while (clock.now() < untilNs);
}

function release(
  { open, message, row }: PreparedRequest,
  { connections }: PhaseCommand,
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
    if (row.workload === "http" && open.http) open.http.send(message, { row, land }, { connections });
    else if (row.workload === "mqtt" && open.mqtt) open.mqtt.send(message, { row, land });
    else land("refused");
  });
}
