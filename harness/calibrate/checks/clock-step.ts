import { analyse } from "../../analysis/analyse.ts";
import type { CounterLine } from "../../model/counters.ts";
import type { Summary } from "../../model/summary.ts";
import { type Check, within } from "../check.ts";
import { duet, type Measured, NotMeasured } from "../measured.ts";

/** METHOD.md §8, K29. */
const stepMs = 250;
/** E3's own limit, METHOD.md §9.3. */
const toleranceMs = 5;

/** The same counters on a machine whose wall clock was set forward during the duet. */
export function stepWallClock(counters: Iterable<CounterLine>): CounterLine[] {
  const lines = [...counters];
  const first = lines.findIndex(
    ({ phase, edge, subject }) => phase === duet && edge === "end" && subject === "host",
  );
  const from = lines[first];
  if (from?.subject !== "host" || from.wallClockUs === undefined)
    throw new NotMeasured("the counters hold no wall clock at the end of the duet");
  return lines.map((line) =>
    line.subject === "host" && line.wallClockUs !== undefined && line.atNs >= from.atNs
      ? { ...line, wallClockUs: line.wallClockUs + stepMs * 1_000 }
      : line,
  );
}

function analyseStepped({ stored }: Measured): Summary {
  return analyse({ ...stored, counters: stepWallClock(stored.counters) });
}

/**
 * K29 of METHOD.md §8: the recorded counters again, with a step of the wall clock. That latencies stay what they are is no
 * check: they are differences of the run's own clock, and nothing here could make them change.
 */
export const clockStepChecks: readonly Check[] = [
  {
    ...{ id: "K29-gate", title: "wall clock stepped by 250 ms: gate E3 shows", unit: "ms" },
    find(measured) {
      const gate = analyseStepped(measured).gates.find(({ id }) => id === "E3");
      // the readings are there, so a gate that has no value of them is blind
      return within(stepMs, gate?.state === "invalid" ? (gate.value ?? 0) : 0, toleranceMs);
    },
  },
];
