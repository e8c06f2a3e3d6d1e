import { setTimeout as sleep } from "node:timers/promises";
import type { LoadOutcome } from "../../harness/model/load.ts";
import type { ConnectionUse, LoadSpec } from "../../harness/model/plan.ts";
import type { GeneratorFacts, LoadCommand, TargetAddress } from "../../harness/model/protocol.ts";
import { randomFromSeed, uniform } from "../../harness/model/random.ts";
import type { Clock } from "../shared/clock.ts";
import { type BareConnection, bareConnection } from "./bare-connection.ts";
import { type BareRequest, bareRequest } from "./bare-request.ts";
import { bulk } from "./bulk.ts";
import { closedLoop, type LoadRun } from "./closed-loop.ts";
import { startCost } from "./facts.ts";
import { watchLoop } from "./loop-watch.ts";
import { openLoop } from "./open-loop.ts";
import { type OpenSocket, openSocket } from "./open-socket.ts";
import type { Pacer } from "./pacer.ts";
import { leadNs } from "./phase.ts";
import { createTally, type LoadWindow } from "./tally.ts";
import type { OpenTarget } from "./targets.ts";

/** Messages that a load sends over and over: building one for each request would cost more than sending it. */
const preparedRequests = 512;

/** Ours: kernels and tunnel hold some 4 MB of an upward stream, so with one stream 15 s are enough from 3 Mbit/s on. */
const defaultDrainMs = 15_000;

export interface RunningLoad {
  startNs: number;
  endNs: number;
  finished: Promise<LoadOutcome>;
}

export interface LoadTools {
  clock: Clock;
  pacer: Pacer;
  timeoutMs: number;
  /** @default 15 s, or `timeoutMs` where that is longer */
  drainMs?: number;
}

/** What the kinds of load give beside what the tally counts. */
interface KindFigures {
  bytes: number | null;
  offered: number | null;
  dispatchLagP99Ns: number | null;
}

const noFigures: KindFigures = { bytes: null, offered: null, dispatchLagP99Ns: null };

/**
 * Opens the connections that are to be kept, then saturates one scenario from `startNs` to `endNs`. When it has finished,
 * nothing of it is in flight: that takes one timeout after the end at most (two where each request opens a connection; an
 * upward bulk stream: `drainMs`).
 */
export async function startLoad(
  command: LoadCommand,
  open: OpenTarget,
  tools: LoadTools,
): Promise<RunningLoad> {
  const { clock, timeoutMs, drainMs = Math.max(timeoutMs, defaultDrainMs) } = tools;
  const address = open.target.addresses.http;
  if (!address) throw new Error(`scenario "${command.scenario}" carries no http`);
  const use: ConnectionUse = command.load.kind === "connect-rate" ? "fresh" : "kept";
  const next = requestPool(open, use);
  const opened = await openAhead(command.load, address, timeoutMs);
  const startNs = clock.now() + leadNs;
  const endNs = startNs + command.seconds * 1e9;
  const window = { startNs, fromNs: startNs + command.settleSeconds * 1e9, endNs };
  const tally = createTally(window, command.load.kind === "open-loop");
  const watch = watchLoop(window.fromNs, command.seconds - command.settleSeconds, clock);
  const run = { address, timeoutMs, drainMs, clock, window, tally, watch };
  const finished = Promise.all([drive(command, run, opened, next, tools.pacer), costOf(window, clock)]).then(
    ([figures, cost]) => outcomeOf(run, figures, cost),
  );
  return { startNs, endNs, finished };
}

/** What was opened before the start: one that failed is opened again by its loop, and a bulk stream has failed. */
type Opened =
  | { kind: "streams"; sockets: PromiseSettledResult<OpenSocket>[] }
  | { kind: "lanes"; connections: (BareConnection | null)[] };

async function openAhead(load: LoadSpec, address: TargetAddress, timeoutMs: number): Promise<Opened> {
  const openMany = (count: number) =>
    Promise.allSettled(Array.from({ length: count }, () => openSocket(address, timeoutMs)));
  if (load.kind === "bulk") return { kind: "streams", sockets: await openMany(load.streams) };
  if (load.kind === "connect-rate")
    return { kind: "lanes", connections: Array.from({ length: load.connections }, () => null) };
  const sockets = await openMany(load.connections);
  const connections = sockets.map((one) =>
    one.status === "fulfilled" ? bareConnection(one.value, timeoutMs) : null,
  );
  return { kind: "lanes", connections };
}

function requestPool(open: OpenTarget, use: ConnectionUse): () => BareRequest {
  const pool = Array.from({ length: preparedRequests }, () => bareRequest(open.nextMessage("http"), use));
  let sent = 0;
  return () => pool[sent++ % pool.length]!;
}

async function drive(
  command: LoadCommand,
  run: LoadRun,
  opened: Opened,
  next: () => BareRequest,
  pacer: Pacer,
): Promise<KindFigures> {
  const { load } = command;
  const { clock, window } = run;
  if (load.kind === "open-loop" && opened.kind === "lanes") {
    const dueNs = dueTimes(command, load.ratePerSecond, window);
    return { ...noFigures, ...(await openLoop(run, dueNs, opened.connections, next, pacer)) };
  }
  await sleepUntil(window.startNs, clock);
  if (load.kind === "bulk" && opened.kind === "streams")
    return { ...noFigures, bytes: await bulk(run, load.direction, opened.sockets) };
  if (opened.kind === "lanes")
    await closedLoop(run, opened.connections, next, load.kind === "connect-rate" ? "fresh" : "kept");
  return noFigures;
}

/** Exact intervals of 1/rate, floor(rate·T) of them; the seed says how far into the first one the load begins. */
function dueTimes(
  { seed, name, seconds }: LoadCommand,
  ratePerSecond: number,
  { startNs }: LoadWindow,
): Float64Array {
  const offset = uniform(randomFromSeed(seed, name));
  const count = Math.floor(seconds * ratePerSecond + 1e-9);
  return Float64Array.from({ length: count }, (_, index) =>
    Math.floor(startNs + ((index + offset) * 1e9) / ratePerSecond),
  );
}

/** What the generator costs in the window, without the settling and the drain. */
async function costOf({ fromNs, endNs }: LoadWindow, clock: Clock) {
  await sleepUntil(fromNs, clock);
  const cost = startCost();
  await sleepUntil(endNs, clock);
  return cost();
}

function outcomeOf(
  { window, tally, watch, clock }: LoadRun,
  { bytes, offered, dispatchLagP99Ns }: KindFigures,
  cost: Pick<GeneratorFacts, "cpuNs" | "eventLoopUtilization">,
): LoadOutcome {
  const facts = { ...cost, dispatchLagP99Ns, blocks: watch.stop(clock.now()) };
  return { startNs: window.fromNs, endNs: window.endNs, ...tally.read(), bytes, offered, facts };
}

async function sleepUntil(atNs: number, clock: Clock): Promise<void> {
  const leftMs = (atNs - clock.now()) / 1e6;
  if (leftMs > 0) await sleep(leftMs);
}
