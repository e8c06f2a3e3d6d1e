import { type Check, within } from "../check.ts";
import { duet, type Measured, NotMeasured } from "../measured.ts";
import { zero } from "../targets.ts";

/** What the sums of 1,000 doubles of some milliseconds may lose, µs. */
const roundingUs = 0.001;

function meanUs(measured: Measured, of: "latencyUs" | "scheduledLatencyUs"): number {
  const value = measured.http(zero)[of].mean?.value;
  if (value === null || value === undefined) throw new NotMeasured(`${zero}: a request had no answer`);
  return value;
}

/** Both latencies of METHOD.md §1.2 as the summary has them, against the lag of the samples: done − ready and done − intended. */
export const scheduledLatencyChecks: readonly Check[] = [
  {
    ...{
      id: "K30-identity",
      title: `${zero}: scheduled latency less latency is the dispatch lag, mean`,
      unit: "µs",
    },
    find(measured) {
      const samples = measured.samples(duet, zero);
      const lagUs = samples.reduce((sum, { readyNs, intendedNs }) => sum + (readyNs - intendedNs) / 1_000, 0);
      const observed = meanUs(measured, "scheduledLatencyUs") - meanUs(measured, "latencyUs");
      return within(lagUs / samples.length, observed, roundingUs);
    },
  },
  {
    ...{ id: "K30-order", title: `${zero}: requests whose scheduled latency is below the latency`, unit: "" },
    find(measured) {
      measured.http(zero);
      const { latencyUs, scheduledUs } = measured.measurements.duetTraffic(zero, "http")!;
      const below = latencyUs.filter((time, index) => scheduledUs[index]! < time);
      return within(0, below.length, 0);
    },
  },
];
