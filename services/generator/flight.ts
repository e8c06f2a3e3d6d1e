import type { GeneratorRow } from "../../harness/model/protocol.ts";
import type { Outcome } from "../../harness/model/sample.ts";

/** One request under way: the row it fills, and the single way to end it. */
export interface Flight {
  row: GeneratorRow;
  /** Ends the request; later calls do nothing, so a timeout and a late reset count once. */
  land(outcome: Outcome): void;
}

/** What a client says when a connection fails, in the words of DESIGN.md's outcomes. */
export function outcomeOfError(error: NodeJS.ErrnoException): Outcome {
  if (error.code === "ECONNREFUSED" || error.code === "EHOSTUNREACH" || error.code === "ENETUNREACH")
    return "refused";
  if (error.code === "ETIMEDOUT") return "timeout";
  return "reset";
}
