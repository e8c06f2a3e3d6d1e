import { setTimeout as sleep } from "node:timers/promises";
import type { BareConnection } from "./bare-connection.ts";
import type { BareRequest } from "./bare-request.ts";
import { type LoadRun, retryMs, tryOpen } from "./closed-loop.ts";
import { lagP99Ns } from "./facts.ts";
import type { Pacer } from "./pacer.ts";
import { type RequestQueue, requestQueue } from "./request-queue.ts";

/** Requests that are due within so long are released together, or the pacer's thread would spin most of the time. */
const batchNs = 250e3;

export interface OpenLoopFigures {
  /** Requests that were due in the window. */
  offered: number;
  dispatchLagP99Ns: number | null;
}

/** Connections of the pool as they come and go: what is still busy after the drain is cut off. */
type Live = Set<BareConnection>;

/**
 * Requests at the given times over kept connections, first in first out where none is free: a trial of METHOD.md §1.5.
 * Latency counts from the intended time, so the waiting is in it. What is unanswered one timeout after the end is given up.
 */
export async function openLoop(
  run: LoadRun,
  dueNs: Float64Array,
  opened: readonly (BareConnection | null)[],
  next: () => BareRequest,
  pacer: Pacer,
): Promise<OpenLoopFigures> {
  const { clock, window, tally, watch } = run;
  const queue = requestQueue();
  const live: Live = new Set();
  const lanes = opened.map((connection) => lane(run, connection, next, queue, live));
  const lagsNs: number[] = [];
  const { atNs, firstOf } = batchesOf(dueNs);
  await pacer.pace(atNs, (batch) => {
    const nowNs = clock.now();
    watch.tick(nowNs);
    for (const due of dueNs.subarray(firstOf[batch]!, firstOf[batch + 1])) {
      if (due >= window.fromNs) lagsNs.push(nowNs - due);
      queue.put(due);
    }
  });
  await queue.drained((window.endNs - clock.now()) / 1e6 + run.timeoutMs);
  tally.abandon(queue.close());
  for (const connection of live) connection.destroy();
  await Promise.all(lanes);
  return { offered: lagsNs.length, dispatchLagP99Ns: lagP99Ns(lagsNs) };
}

/** A connection of the pool; a broken one is opened again in the time of the next request, which pays for it. */
async function lane(
  run: LoadRun,
  opened: BareConnection | null,
  next: () => BareRequest,
  queue: RequestQueue,
  live: Live,
): Promise<void> {
  const { clock, window, tally, timeoutMs } = run;
  let connection = opened;
  if (connection) live.add(connection);
  for (let due = await queue.take(); due !== null; due = await queue.take()) {
    if (!connection?.isOpen) {
      if (connection) live.delete(connection);
      const isOver = clock.now() >= window.endNs;
      connection = isOver ? null : await tryOpen(run, due); // which counts one that fails, also after the end
      if (connection) live.add(connection);
      else if (isOver) tally.abandon(1);
      else await sleep(retryMs);
    }
    if (connection) {
      const isLate = clock.now() - due > timeoutMs * 1e6;
      const outcome = isLate ? "timeout" : await connection.send(next());
      tally.land(outcome, due, clock.now());
    }
    queue.done();
  }
  connection?.destroy();
}

/** Groups release times: each group leaves when its last request is due, so none is early. */
export function batchesOf(dueNs: Float64Array): { atNs: Float64Array; firstOf: number[] } {
  const firstOf: number[] = [];
  const atNs: number[] = [];
  for (const [index, due] of dueNs.entries()) {
    const first = firstOf.at(-1);
    if (first === undefined || due - dueNs[first]! >= batchNs) firstOf.push(index);
    atNs[firstOf.length - 1] = due;
  }
  return { atNs: Float64Array.from(atNs), firstOf };
}
