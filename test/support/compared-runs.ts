import { analyse } from "../../harness/analysis/analyse.ts";
import type { WorkloadName } from "../../harness/model/scenario.ts";
import type { CostComparison, LatencyComparison } from "../../harness/model/summary.ts";
import type { ComparedRun } from "../../harness/reports/compare/comparison.ts";
import { tQuantile } from "../../harness/stats/distributions.ts";
import { storedRun } from "./fixture-run.ts";

const stored = storedRun();
const summary = analyse(stored);

/** A run of the fixture under another id, for a test to change as it likes. */
export function comparedRun(id = "20261121T101500Z-f1c5"): ComparedRun {
  const run = structuredClone({ summary, record: stored.run }) as ComparedRun;
  run.summary.run.id = id;
  run.record.id = id;
  run.record.host.id = "a5d807c08c77";
  return run;
}

/** A second run that differs in nothing but its id. */
export function laterRun(): ComparedRun {
  return comparedRun("20261122T101500Z-09be");
}

interface Instances {
  /** Standard error of the log ratio, or of the CPU-ms. @default 0.005 */
  standardError?: number;
  /** @default 6 */
  n?: number;
}

/** Makes the run's six instances give this ratio of a latency to baseline's. */
export function setRatio(
  run: ComparedRun,
  scenario: string,
  [workload, statistic]: [WorkloadName, "p50" | "p95" | "p99"],
  ratio: number,
  { standardError = 0.005, n = 6 }: Instances = {},
): void {
  const half = tQuantile(0.975, n - 1) * standardError;
  const [low, high] = [ratio * Math.exp(-half), ratio * Math.exp(half)];
  const rest = { shiftUs: 0, shiftLowUs: 0, shiftHighUs: 0, ...judgement(n) };
  relationsOf(run, scenario, workload)[statistic] = { ratio, low, high, ...rest } satisfies LatencyComparison;
}

/** The same for the system's CPU: CPU-ms per request more than baseline. */
export function setCost(
  run: ComparedRun,
  scenario: string,
  workload: WorkloadName,
  shiftMs: number,
  { standardError = 0.005, n = 6, baseline = 1 }: Instances & { baseline?: number } = {},
): void {
  const half = tQuantile(0.975, n - 1) * standardError;
  const [shiftLowMs, shiftHighMs] = [shiftMs - half, shiftMs + half];
  const toRatio = (shift: number) => 1 + shift / baseline;
  const ratio = { ratio: toRatio(shiftMs), low: toRatio(shiftLowMs), high: toRatio(shiftHighMs) };
  const cost = { ...ratio, shiftMs, shiftLowMs, shiftHighMs, ...judgement(n) } satisfies CostComparison;
  relationsOf(run, scenario, workload).systemCpu = cost;
}

/** What a comparison of runs does not read, but the unit. */
function judgement(n: number) {
  return {
    ...{ marginRatio: 0.05, mdeRatio: 1.1, p: 0.5, pHolm: null, n },
    level: "instance" as const,
    verdict: "inconclusive" as const,
  };
}

function relationsOf({ summary: { scenarios } }: ComparedRun, name: string, workload: WorkloadName) {
  return scenarios.find((scenario) => scenario.name === name)!.workloads[workload]!.vsBaseline!;
}
