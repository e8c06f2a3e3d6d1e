import type { Socket } from "node:net";
import type { Timing, Unit } from "./fault.ts";
import type { Pacer } from "./pacer.ts";
import type { Splitter } from "./splitter.ts";

/** One direction of a connection. */
export interface Lane {
  from: Socket;
  to: Socket;
  splitter: Splitter;
  /** What becomes of a unit: in order, each on what the one before returned. */
  steps: ((unit: Unit) => Unit[])[];
  /** Units that the steps still hold when `from` has ended. */
  rest(): Unit[];
  timings: readonly Timing[];
  pacer: Pacer;
}

/** Bytes that one lane holds back before it stops to read: then it is TCP that waits. */
const heldMaxBytes = 256 * 1024;

/** Passes on what arrives, each unit at its time, in order, at the pace of the receiver, until both ends are closed. */
export function openLane({ from, to, splitter, steps, rest, timings, pacer }: Lane): void {
  let lastDueMs = 0;
  let heldBytes = 0;
  let heldUnits = 0;

  function pace(): void {
    const isBlocked = to.writableNeedDrain || heldBytes > heldMaxBytes;
    if (isBlocked !== from.isPaused()) isBlocked ? from.pause() : from.resume();
  }

  function send(bytes: Buffer): void {
    if (to.writable) to.write(bytes);
    pace();
  }

  function inTurn(dueMs: number, bytes: number, run: () => void): void {
    lastDueMs = Math.max(lastDueMs, dueMs);
    if (heldUnits === 0 && lastDueMs <= performance.now()) {
      run();
      return;
    }
    heldUnits++;
    heldBytes += bytes;
    pacer.at(lastDueMs, () => {
      heldUnits--;
      heldBytes -= bytes;
      run();
    });
  }

  function accept(units: Unit[]): void {
    const nowMs = performance.now();
    for (const unit of steps.reduce((passed, step) => passed.flatMap(step), units)) {
      const dueMs = timings.reduce((readyMs, timing) => timing(readyMs, unit), nowMs);
      inTurn(dueMs, unit.bytes.length, () => send(unit.bytes));
    }
    pace();
  }

  from.on("data", (chunk: Buffer) => {
    try {
      accept(splitter.split(chunk));
    } catch (error) {
      from.destroy(error as Error); // the stream is not what its route says; its `error` is reported
    }
  });
  from.on("end", () => {
    accept([...splitter.rest(), ...rest()]);
    inTurn(0, 0, () => to.end());
  });
  to.on("drain", pace);
}
