import type { CounterLine } from "../model/counters.ts";
import type { EvidenceVerdict } from "../model/evidence.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Sample } from "../model/sample.ts";
import { type Summary, summarySchema } from "../model/summary.ts";
import { summariseControl } from "./control.ts";
import { checkGates, gradeOf } from "./gates.ts";
import { Measurements } from "./measurements.ts";
import { summariseScenario } from "./scenario.ts";

/** A stored run, read. */
export interface StoredRun {
  run: RunRecord;
  samples: Iterable<Sample>;
  counters: Iterable<CounterLine>;
  evidence: readonly EvidenceVerdict[];
  /**
   * Standard deviation between instances of a log ratio on this host, from a calibration.
   * @default 0.03
   */
  instanceSd?: number;
}

/** From what was stored to what is reported, METHOD.md. Pure, and linear in the samples but for their sorting. */
export function analyse({ run, samples, counters, evidence, instanceSd }: StoredRun): Summary {
  const measurements = new Measurements(run, samples, counters, instanceSd);
  const control = summariseControl(measurements);
  const gates = checkGates(measurements, control);
  const verdicts = new Map(evidence.map((verdict) => [verdict.scenario, verdict]));
  const { id, startedAt, endedAt, status, statusReason, seed, request, plan } = run;
  const { name: profile, instances } = plan.profile;
  return {
    schema: summarySchema,
    run: { id, startedAt, endedAt, status, statusReason, seed, profile, instances, command: request.command },
    tool: run.tool,
    host: run.host,
    grade: gradeOf(gates, measurements.traffic.duets.size > 0),
    gates,
    control,
    scenarios: run.scenarios.map((record) =>
      summariseScenario(measurements, record, verdicts.get(record.name)),
    ),
  };
}
