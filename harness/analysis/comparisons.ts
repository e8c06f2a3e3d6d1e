import type { WorkloadName } from "../model/scenario.ts";
import type { Comparisons, ControlComparisons } from "../model/summary.ts";
import { compareCost } from "./compare-cost.ts";
import { compareLatency } from "./compare-latency.ts";
import { type CpuOfWindow, cpuOf, isTunnelOf, systemCpu } from "./cpu.ts";
import type { Measurements } from "./measurements.ts";
import type { ReasonBook } from "./reasons.ts";

/** What is compared with what. */
export interface Contrast {
  scenario: string;
  reference: string;
  workload: WorkloadName;
}

/** All primary and exploratory comparisons of one workload; nulls are explained below `path`. */
export function compareScenarios(
  measurements: Measurements,
  contrast: Contrast,
  path: string,
  book: ReasonBook,
): Comparisons | null {
  const { scenario, reference, workload } = contrast;
  if (scenario === reference) return book.missing(path, "this is the reference itself");
  const own = measurements.duetTraffic(scenario, workload);
  const other = measurements.duetTraffic(reference, workload);
  if (own === undefined) return book.missing(path, `"${scenario}" has no ${workload} traffic in a duet`);
  if (other === undefined) return book.missing(path, `"${reference}" has no ${workload} traffic in a duet`);
  const latency = (statistic: "p50" | "p95" | "p99") =>
    book.take(`${path}.${statistic}`, compareLatency(own, other, statistic, measurements.instanceSd));
  const system = systemCpu(measurements);
  return {
    p50: latency("p50"),
    p95: latency("p95"),
    p99: latency("p99"),
    systemCpu: book.take(
      `${path}.systemCpu`,
      compareCpu(measurements, contrast, () => system),
    ),
  };
}

/** The same for two scenarios that both have a tunnel pair, so that the pairs' own CPU can be compared too. */
export function comparePairs(
  measurements: Measurements,
  contrast: Contrast,
  path: string,
  book: ReasonBook,
): ControlComparisons | null {
  const comparisons = compareScenarios(measurements, contrast, path, book);
  if (comparisons === null) return null;
  const tunnelCpu = compareCpu(measurements, contrast, (scenario) => cpuOf(isTunnelOf(scenario)));
  return { ...comparisons, tunnelCpu: book.take(`${path}.tunnelCpu`, tunnelCpu) };
}

function compareCpu(
  measurements: Measurements,
  contrast: Contrast,
  cpuOfScenario: (scenario: string) => CpuOfWindow,
) {
  const source = (scenario: string) => ({
    scenario,
    windows: measurements.slotsOf(scenario, contrast.workload),
    cpu: cpuOfScenario(scenario),
  });
  return compareCost(measurements, source(contrast.scenario), source(contrast.reference));
}
