import type { GeneratorRow } from "../../harness/model/protocol.ts";
import type { Outcome } from "../../harness/model/sample.ts";

/** One request under way: the row it fills, and the single way to end it. */
export interface Flight {
  row: GeneratorRow;
  /** Ends the request; later calls do nothing, so a timeout and a late reset count once. */
  land(outcome: Outcome): void;
}

const outcomeOfCode: Readonly<Record<string, Outcome>> = {
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "refused",
  ENETUNREACH: "refused",
  ETIMEDOUT: "timeout",
  // this machine has no port or descriptor left for another connection: the generator's limit, not the tunnel's
  EADDRNOTAVAIL: "unsent",
  EMFILE: "unsent",
};

/** What a client says when a connection fails, in the words of DESIGN.md's outcomes. */
export function outcomeOfError(error: NodeJS.ErrnoException): Outcome {
  // the SOCKS library keeps the system's code in its message only: "connect ECONNREFUSED 198.18.0.2:1080"
  const code = error.code ?? /\bE[A-Z]{4,}\b/.exec(error.message)?.[0] ?? "";
  return outcomeOfCode[code] ?? "reset";
}
