import { Measurements } from "../../analysis/measurements.ts";
import { ReasonBook } from "../../analysis/reasons.ts";
import { summariseWorkload } from "../../analysis/workload.ts";
import type { Phase } from "../../model/plan.ts";
import type { WorkloadSummary } from "../../model/summary.ts";
import type { Check } from "../check.ts";
import type { Measured } from "../measured.ts";
import { phaseNames } from "../plan.ts";
import { injected } from "../targets.ts";
import { everyNth, everyNthShare } from "./loss.ts";

const { publishDropEvery, publishSwapEvery, publishDuplicateEvery } = injected;

/** The row of a summary whose only duet is this phase: a summary has no row of a phase of the calibration's own. */
function rowOf({ stored }: Measured): WorkloadSummary {
  const { plan } = stored.run;
  const phases = plan.phases
    .filter(({ name }) => name === phaseNames.sequence)
    .map((phase): Phase => ({ ...phase, kind: "duet" }));
  const run = { ...stored.run, plan: { ...plan, phases } };
  return summariseWorkload(
    new Measurements({ ...stored, run, loads: [] }),
    "sequence",
    "mqtt",
    new ReasonBook(),
  )!;
}

/** The row, N counted from the samples, and what was not dropped of it: the relay swaps and repeats only that. */
function published(measured: Measured) {
  const { length: sent } = measured.samples(phaseNames.sequence, "sequence", "mqtt");
  const row = rowOf(measured);
  const lost = row.errors.lost + row.errors.timeout;
  return { row, sent, lost, passed: sent - lost };
}

/** K13 of METHOD.md §8: messages of MQTT that a relay drops, swaps and repeats, in this order. */
export const sequenceChecks: readonly Check[] = [
  {
    ...{ id: "K13-loss", title: "sequence: every 100th message is lost", unit: "" },
    find(measured) {
      const { sent, lost } = published(measured);
      return everyNth(sent, publishDropEvery, lost);
    },
  },
  {
    ...{ id: "K13-ratio", title: "sequence: (lost + timeouts) / sent", unit: "" },
    find(measured) {
      const { sent, row } = published(measured);
      return everyNthShare(sent, publishDropEvery, row.lossRatio ?? Number.NaN);
    },
  },
  {
    ...{ id: "K13-swap", title: "sequence: every 200th pair of the rest comes out of order", unit: "" },
    find(measured) {
      const { passed, row } = published(measured);
      return everyNth(passed, 2 * publishSwapEvery, row.reordered);
    },
  },
  {
    ...{ id: "K13-duplicate", title: "sequence: every 50th of the rest comes twice", unit: "" },
    find(measured) {
      const { passed, row } = published(measured);
      return everyNth(passed, publishDuplicateEvery, row.duplicates);
    },
  },
];
