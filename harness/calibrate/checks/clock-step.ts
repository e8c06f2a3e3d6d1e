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

/** Everything about latency that a summary says, scenario by scenario and workload by workload. */
function latenciesOf({ scenarios }: Summary): string[] {
  return scenarios.flatMap(({ name, workloads }) =>
    Object.entries(workloads).map(([workload, summary]) =>
      JSON.stringify([name, workload, summary?.latencyUs, summary?.scheduledLatencyUs, summary?.oneWayUs]),
    ),
  );
}

/** K29 of METHOD.md §8: the recorded counters again, with a step of the wall clock. */
export const clockStepChecks: readonly Check[] = [
  {
    ...{ id: "K29-gate", title: "wall clock stepped by 250 ms: gate E3 shows", unit: "ms" },
    find(measured) {
      const gate = analyseStepped(measured).gates.find(({ id }) => id === "E3");
      if (gate?.value === null || gate === undefined) throw new NotMeasured("no gate E3 in the summary");
      return within(stepMs, gate.state === "invalid" ? gate.value : 0, toleranceMs);
    },
  },
  {
    ...{ id: "K29-latency", title: "wall clock stepped by 250 ms: latencies that changed", unit: "" },
    find(measured) {
      const before = latenciesOf(measured.summary);
      const after = latenciesOf(analyseStepped(measured));
      return within(0, after.filter((text, index) => text !== before[index]).length, 0);
    },
  },
];
