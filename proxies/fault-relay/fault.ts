import type { Socket } from "node:net";

/** What the relay passes on as a whole: a chunk of a TCP stream, or one packet of MQTT. */
export interface Unit {
  bytes: Buffer;
  /** The unit begins a request: a chunk that begins with "POST " on an http route, a PUBLISH on an mqtt route. */
  isRequest: boolean;
}

/** One connection through the relay: `near` came from the client, `far` goes to the service. */
export interface Connection {
  near: Socket;
  far: Socket;
}

/** What a fault makes of one connection's units, as they arrive. Returning none swallows the unit. */
export interface Step {
  toService?(unit: Unit): Unit[];
  toClient?(unit: Unit): Unit[];
  /** What is still held towards the service when the client has ended. */
  rest?(): Unit[];
}

/** When a unit may leave that is ready at `readyMs`; both in ms of `performance.now()`. Called once a unit. */
export type Timing = (readyMs: number, unit: Unit) => number;

/** One fault, one for all connections of the process: what it counts, it counts over all of them. */
export interface Fault {
  open?(connection: Connection): Step;
  toServiceTiming?: Timing;
  toClientTiming?: Timing;
  /** The timing must be kept to a few µs, which costs a spinning processor; else to about 1 ms. */
  isPrecise?: boolean;
}

/** Notes that a fault struck once; the counts are printed when the relay ends. */
export type Count = (what: string) => void;

/** True for the n-th, 2n-th, … call: floor(N/n) times in N calls. */
export function everyNth(n: number): () => boolean {
  let calls = 0;
  return () => ++calls % n === 0;
}
