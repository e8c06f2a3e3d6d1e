import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectionUse } from "../../harness/model/plan.ts";
import type { TargetAddress } from "../../harness/model/protocol.ts";
import type { Clock } from "../shared/clock.ts";
import { type BareConnection, bareConnection } from "./bare-connection.ts";
import type { BareRequest } from "./bare-request.ts";
import { outcomeOfError } from "./flight.ts";
import type { LoopWatch } from "./loop-watch.ts";
import { openSocket } from "./open-socket.ts";
import type { LoadWindow, Tally } from "./tally.ts";

/** After a connection that could not be opened: a dead tunnel is asked a hundred times a second, not a hundred thousand. */
export const retryMs = 10;

/** What every kind of load needs. */
export interface LoadRun {
  address: TargetAddress;
  timeoutMs: number;
  /** Bulk: how long after the end the service's account of an upward stream is waited for. */
  drainMs: number;
  clock: Clock;
  window: LoadWindow;
  tally: Tally;
  watch: LoopWatch;
}

/** One more connection; null where it failed, which has then been counted as one failed request. */
export async function tryOpen(
  { address, timeoutMs, tally, clock }: LoadRun,
  sinceNs: number,
): Promise<BareConnection | null> {
  try {
    return bareConnection(await openSocket(address, timeoutMs), timeoutMs);
  } catch (error) {
    tally.land(outcomeOfError(error as NodeJS.ErrnoException), sinceNs, clock.now());
    return null;
  }
}

/**
 * One request in flight per connection, the next when the last is answered, METHOD.md §1.1. `kept` takes the time from
 * writing, `fresh` from connecting. Every wait that begins before the end is over one timeout after it (`fresh`: connecting
 * and answer have one each, but nothing is written after the end), so nothing is in flight when this resolves.
 */
export async function closedLoop(
  run: LoadRun,
  opened: readonly (BareConnection | null)[],
  next: () => BareRequest,
  use: ConnectionUse,
): Promise<void> {
  await Promise.all(opened.map((connection) => lane(run, connection, next, use)));
}

async function lane(
  run: LoadRun,
  opened: BareConnection | null,
  next: () => BareRequest,
  use: ConnectionUse,
): Promise<void> {
  const { clock, window, tally, watch } = run;
  let connection = opened?.isOpen ? opened : null;
  for (let fromNs = clock.now(); fromNs < window.endNs; fromNs = clock.now()) {
    watch.tick(fromNs);
    if (!connection) {
      connection = await tryOpen(run, fromNs);
      if (!connection) await sleep(retryMs);
      if (!connection || use === "kept") continue; // a kept one's time begins with its request
    }
    const outcome = clock.now() < window.endNs ? await connection.send(next()) : "unsent";
    tally.land(outcome, fromNs, clock.now());
    if (use === "fresh") connection.destroy();
    if (!connection.isOpen) connection = null;
  }
  connection?.destroy();
}
