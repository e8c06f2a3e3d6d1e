import type { Outcome } from "../../harness/model/sample.ts";
import { answerParser } from "./answer-parser.ts";
import { type BareRequest, judgeAnswer } from "./bare-request.ts";
import { outcomeOfError } from "./flight.ts";
import type { OpenSocket } from "./open-socket.ts";

/** One connection of the saturating client: one request at a time, nothing built or allocated that the tunnel would wait for. */
export interface BareConnection {
  /** false: no further request goes over it. */
  readonly isOpen: boolean;
  /** Resolves with how the request ended, `timeoutMs` after it was written at the latest; never rejects. */
  send(request: BareRequest): Promise<Outcome>;
  destroy(): void;
}

interface Waiting {
  request: BareRequest;
  resolve(outcome: Outcome): void;
}

/** Takes over a socket of open-socket.ts. */
export function bareConnection({ socket, onData }: OpenSocket, timeoutMs: number): BareConnection {
  const parser = answerParser();
  let waiting: Waiting | null = null;
  let isOpen = !socket.destroyed;

  function end(outcome: Outcome): void {
    waiting?.resolve(outcome);
    waiting = null;
  }
  function breakOff(outcome: Outcome): void {
    isOpen = false;
    clearTimeout(timer);
    socket.destroy();
    end(outcome);
  }
  function read(chunk: Buffer): void {
    const answer = parser.feed(chunk);
    if (!answer) return;
    const outcome = waiting ? judgeAnswer(answer, waiting.request) : "reset"; // "reset": nobody asked for it
    if (answer.isLast || !waiting) breakOff(outcome);
    else end(outcome);
  }

  const timer = setTimeout(() => {
    if (waiting) breakOff("timeout");
  }, timeoutMs);
  socket.on("error", (error) => breakOff(outcomeOfError(error)));
  socket.on("close", () => breakOff("reset"));
  onData((chunk) => {
    try {
      read(chunk);
    } catch {
      breakOff("reset"); // as node:http names what is no HTTP
    }
  });
  return {
    get isOpen() {
      return isOpen;
    },
    send: (request) =>
      new Promise((resolve) => {
        waiting = { request, resolve };
        if (!isOpen) return end("reset");
        timer.refresh();
        socket.write(request.bytes);
      }),
    destroy: () => breakOff("reset"),
  };
}
