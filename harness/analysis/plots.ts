import type { ContainerPoint } from "../model/counters.ts";
import type { Plots } from "../model/plots.ts";
import { workloadNames } from "../model/scenario.ts";
import { latencyOverTime } from "./latency-over-time.ts";
import type { Measurements } from "./measurements.ts";
import { plotPhases } from "./plot-phases.ts";
import { curveProbabilities, quantileCurve } from "./quantile-curve.ts";
import { usageOverTime } from "./usage-over-time.ts";

/** What plots need of the samples and readings, in a size that their number does not change. */
export function summarisePlots(measurements: Measurements, points: Iterable<ContainerPoint>): Plots {
  const { run } = measurements;
  const rows = run.scenarios.flatMap(({ name: scenario }) =>
    workloadNames.flatMap((workload) => {
      const duet = measurements.duetTraffic(scenario, workload);
      return duet === undefined ? [] : [{ row: { scenario, workload }, duet }];
    }),
  );
  return {
    probabilities: curveProbabilities,
    quantiles: rows.map(({ row, duet }) => ({ ...row, ...quantileCurve(duet.latencyUs) })),
    phases: plotPhases(run),
    latency: rows.map(({ row, duet }) => ({ ...row, ...latencyOverTime(duet, run.timeline) })),
    usage: usageOverTime(points),
  };
}
