import { fileURLToPath } from "node:url";
import type {
  GeneratorCommand,
  HelloCommand,
  LoadCommand,
  PhaseCommand,
} from "../../harness/model/protocol.ts";
import { type Clock, clockSince } from "../shared/clock.ts";
import { answer, processFacts, serveCommands } from "../shared/control.ts";
import { passGate } from "./gate.ts";
import { startLoad } from "./load.ts";
import { openPacer, type Pacer, runAsPacer } from "./pacer.ts";
import { type RunningPhase, startPhase } from "./phase.ts";
import { type OpenTarget, openTarget } from "./targets.ts";

/** Rows a line: a line stays far below what a pipe and a JSON parser like. */
const rowsPerLine = 500;

let hello: HelloCommand | null = null;
let clock: Clock = clockSince("0");
let targets: OpenTarget[] = [];
let pacer: Pacer | null = null;
let running: RunningPhase | null = null;
/** What the generator is busy with: two loads at once would measure each other. */
let busyWith: string | null = null;

async function handle(command: GeneratorCommand): Promise<void> {
  if (command.type === "hello") return greet(command);
  if (command.type === "heartbeat") return reportProgress();
  if (command.type === "close") return closeTarget(command.scenario);
  if (!hello || !pacer) throw new Error(`"${command.type}" before "hello"`);
  if (command.type === "gate") {
    const open = targetOf(command.scenario);
    return answer({
      type: "gate",
      ...(await passGate(open, command.workload, command.deadlineMs, hello, clock)),
    });
  }
  if (busyWith) throw new Error(`"${command.name}" while "${busyWith}" runs`);
  busyWith = command.name;
  try {
    await (command.type === "phase" ? runPhase(command, pacer) : runLoad(command, pacer, hello));
  } finally {
    busyWith = null;
    running = null;
  }
}

function targetOf(scenario: string): OpenTarget {
  const open = targets.find(({ target }) => target.scenario === scenario);
  if (!open) throw new Error(`no target "${scenario}"`);
  return open;
}

function greet(command: HelloCommand): void {
  hello = command;
  clock = clockSince(command.epochNs);
  pacer = openPacer(fileURLToPath(import.meta.url), command.epochNs);
  targets = command.targets.map((target) => openTarget(target, command, clock));
  answer({ type: "ready", ...processFacts() });
}

function closeTarget(scenario: string): void {
  const open = targets.find(({ target }) => target.scenario === scenario);
  if (!open) return;
  open.closed = true;
  open.http?.close();
  open.mqtt?.close();
}

function reportProgress(): void {
  if (running) answer({ type: "progress", ...running.counts });
}

async function runPhase(command: PhaseCommand, pacer: Pacer): Promise<void> {
  running = startPhase(command, targets, clock, pacer);
  const { startNs, endNs, events } = running;
  answer({ type: "started", name: command.name, startNs, endNs, events });
  const { rows, facts } = await running.finished;
  for (let from = 0; from < rows.length; from += rowsPerLine) {
    answer({ type: "rows", rows: rows.slice(from, from + rowsPerLine) });
  }
  answer({ type: "done", name: command.name, facts });
}

async function runLoad(command: LoadCommand, pacer: Pacer, { timeoutMs }: HelloCommand): Promise<void> {
  const load = await startLoad(command, targetOf(command.scenario), { clock, pacer, timeoutMs });
  answer({ type: "started", name: command.name, startNs: load.startNs, endNs: load.endNs, events: 0 });
  answer({ type: "loaded", name: command.name, outcome: await load.finished });
}

if (!runAsPacer()) serveCommands<GeneratorCommand>(handle);
