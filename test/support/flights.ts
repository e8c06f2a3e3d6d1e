import type { GeneratorRow } from "../../harness/model/protocol.ts";
import type { Outcome } from "../../harness/model/sample.ts";
import type { Flight } from "../../services/generator/flight.ts";
import { buildMessage, type Message } from "../../services/generator/message.ts";

/** A message as the generator sends it. */
export function messageOf(seq: number, workload: "http" | "mqtt" = "http"): Message {
  const key = Buffer.alloc(32, 7);
  return buildMessage({ key, clientId: "a".repeat(32), workload, seq, payloadBytes: 256 });
}

/** A request that a test follows: `landed` resolves with its first outcome, `outcomes` has all. */
export function followedFlight(workload: "http" | "mqtt" = "http") {
  const { promise: landed, resolve } = Promise.withResolvers<Outcome>();
  const outcomes: Outcome[] = [];
  const times = { sentNs: null, firstNs: null, doneNs: null, receivedNs: null };
  const row: GeneratorRow = {
    ...{ scenario: "stunnel", workload, block: 0, seq: 0, intendedNs: 0, readyNs: 0 },
    ...times,
    outcome: "unsent",
  };
  const flight: Flight = {
    row,
    land: (outcome) => {
      outcomes.push(outcome);
      resolve(outcome);
    },
  };
  return { flight, row, outcomes, landed };
}
