import { fileURLToPath } from "node:url";
import type { GeneratorCommand, HelloCommand, PhaseCommand } from "../../harness/model/protocol.ts";
import { type Clock, clockSince } from "../shared/clock.ts";
import { answer, processFacts, serveCommands } from "../shared/control.ts";
import { passGate } from "./gate.ts";
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

async function handle(command: GeneratorCommand): Promise<void> {
  if (command.type === "hello") return greet(command);
  if (command.type === "heartbeat") return reportProgress();
  if (command.type === "close") return closeTarget(command.scenario);
  if (!hello || !pacer) throw new Error(`"${command.type}" before "hello"`);
  if (command.type === "gate") {
    const open = targets.find(({ target }) => target.scenario === command.scenario);
    if (!open) throw new Error(`no target "${command.scenario}"`);
    return answer({
      type: "gate",
      ...(await passGate(open, command.workload, command.deadlineMs, hello, clock)),
    });
  }
  return runPhase(command, pacer);
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
  if (running) throw new Error(`phase "${command.name}" while another one runs`);
  running = startPhase(command, targets, clock, pacer);
  const { startNs, endNs, events } = running;
  answer({ type: "started", name: command.name, startNs, endNs, events });
  const { rows, facts } = await running.finished;
  running = null;
  for (let from = 0; from < rows.length; from += rowsPerLine) {
    answer({ type: "rows", rows: rows.slice(from, from + rowsPerLine) });
  }
  answer({ type: "done", name: command.name, facts });
}

if (!runAsPacer()) serveCommands<GeneratorCommand>(handle);
