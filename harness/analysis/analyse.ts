import type { Damage } from "../model/damage.ts";
import { slugOf } from "../model/scenario-name.ts";
import { type Summary, summarySchema } from "../model/summary.ts";
import { summariseControl } from "./control.ts";
import { checkGates, gradeOf } from "./gates.ts";
import { type CollectedRun, Measurements, type StoredRun } from "./measurements.ts";
import { summarisePlots } from "./plots.ts";
import { summariseScenario } from "./scenario.ts";
import { summariseStudy } from "./study-table.ts";

export type { StoredRun } from "./measurements.ts";

const undamaged: Damage = { cutFiles: [], evidence: {} };

/** From what was stored to what is reported, METHOD.md. Pure, and linear in the samples but for their sorting. */
export function analyse(stored: StoredRun | CollectedRun): Summary {
  const { run, evidence, points = [], calibration = null, damage = undamaged } = stored;
  const measurements = new Measurements(stored);
  const control = summariseControl(measurements);
  const verdicts = new Map(evidence.map((verdict) => [verdict.scenario, verdict]));
  const scenarios = run.scenarios.map((record) =>
    summariseScenario(
      measurements,
      record,
      verdicts.get(record.name) ?? { missing: damage.evidence[slugOf(record.name)] },
    ),
  );
  const gates = checkGates(measurements, { control, calibration, evidence, scenarios, damage });
  return {
    schema: summarySchema,
    run: describeRun(measurements),
    tool: run.tool,
    host: run.host,
    grade: gradeOf(gates, measurements.measuredAnything),
    gates,
    control,
    calibration,
    study: summariseStudy(measurements),
    scenarios,
    plots: summarisePlots(measurements, points),
  };
}

/** `instances` are those that were measured: an interrupted run claims no more, and says how many it planned. */
function describeRun({ run, instanceCount }: Measurements): Summary["run"] {
  const { id, startedAt, endedAt, status, statusReason, seed, request, plan } = run;
  const { name: profile, instances: planned } = plan.profile;
  const missing = instanceCount < planned ? [`${instanceCount} of ${planned} instances measured`] : [];
  const deviations = [...(plan.deviations ?? []), ...missing];
  return {
    ...{ id, startedAt, endedAt, status, statusReason, seed, profile, instances: instanceCount, deviations },
    command: request.command,
  };
}
