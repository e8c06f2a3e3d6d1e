import { connect, createServer, type Server, type Socket } from "node:net";
import type { Fault, Step, Timing } from "./fault.ts";
import { openLane } from "./lane.ts";
import type { Route } from "./options.ts";
import type { Pacer } from "./pacer.ts";
import { createSplitter } from "./splitter.ts";

export interface RelayOptions {
  /** Faults of this route, in the order they act in. */
  faults: readonly Fault[];
  pacer: Pacer;
  /** False leaves Nagle's algorithm on. */
  noDelay: boolean;
  report(reason: string): void;
}

/** A relay from one port to one service; half-close and backpressure are kept. Not yet listening. */
export function createRelay(
  target: Route["target"],
  protocol: Route["protocol"],
  options: RelayOptions,
): Server {
  const { faults, pacer, noDelay, report } = options;
  const socketOptions = { noDelay, allowHalfOpen: true };
  return createServer(socketOptions, (near) => {
    const far = connect({ ...target, ...socketOptions });
    tie(near, far, report);
    tie(far, near, report);
    const steps = faults.map((fault) => fault.open?.({ near, far }) ?? {});
    openLane({ ...toService(protocol, faults, steps), from: near, to: far, pacer });
    openLane({ ...toClient(faults, steps), from: far, to: near, pacer });
  });
}

function toService(protocol: Route["protocol"], faults: readonly Fault[], steps: readonly Step[]) {
  return {
    splitter: createSplitter(protocol),
    steps: given(steps.map((step) => step.toService)),
    rest: () => steps.flatMap((step) => step.rest?.() ?? []),
    timings: given<Timing>(faults.map((fault) => fault.toServiceTiming)),
  };
}

function toClient(faults: readonly Fault[], steps: readonly Step[]) {
  return {
    splitter: createSplitter("tcp"),
    steps: given(steps.map((step) => step.toClient)).reverse(),
    rest: () => [],
    timings: given<Timing>(faults.map((fault) => fault.toClientTiming)),
  };
}

function given<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}

/** Lets `other` not outlive a failure of `socket`; a reset tells it that its stream was cut, an end would not. */
function tie(socket: Socket, other: Socket, report: RelayOptions["report"]): void {
  socket.on("error", (error) => report(error.message));
  socket.on("close", () => {
    if (socket.readableEnded && socket.writableFinished) return;
    if (other.connecting) other.destroy();
    else other.resetAndDestroy();
  });
}
