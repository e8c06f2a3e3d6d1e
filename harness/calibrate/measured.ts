import type { StoredRun } from "../analysis/analyse.ts";
import { summariseCapacity } from "../analysis/capacity.ts";
import { Measurements } from "../analysis/measurements.ts";
import { ReasonBook } from "../analysis/reasons.ts";
import type { Sample } from "../model/sample.ts";
import type { WorkloadName } from "../model/scenario.ts";
import type {
  LatencyStatistic,
  Reasons,
  ScenarioSummary,
  Summary,
  WorkloadSummary,
} from "../model/summary.ts";
import { quantile, type SortedSamples, sortSamples } from "../stats/quantile.ts";
import { phaseNames } from "./plan.ts";
import { zero } from "./targets.ts";

type CapacityFigures = ReturnType<typeof summariseCapacity>;

/** The run lacks what a check needs; the message says what. */
export class NotMeasured extends Error {}

/** A calibration's run as the checks ask for it: the summary's own figures where it has them, else the samples. Times in ms. */
export class Measured {
  readonly stored: StoredRun;
  readonly summary: Summary;
  readonly #samples: Map<string, Sample[]>;
  #measurements: Measurements | undefined;

  constructor(stored: StoredRun, summary: Summary) {
    this.stored = stored;
    this.summary = summary;
    this.#samples = Map.groupBy(stored.samples, ({ phase, scenario, workload }) =>
      keyOf(phase, scenario, workload),
    );
  }

  /** What the gates found, round by round. */
  get measurements(): Measurements {
    this.#measurements ??= new Measurements(this.stored);
    return this.#measurements;
  }

  /** Samples of one target in one phase, in the order of their schedule. */
  samples(phase: string, scenario: string, workload: WorkloadName = "http"): Sample[] {
    const found = this.#samples.get(keyOf(phase, scenario, workload));
    if (found === undefined) throw new NotMeasured(this.#whyNoTraffic(scenario, phase));
    return found;
  }

  /** Ascending; +Infinity without an answer. */
  latenciesMs(phase: string, scenario: string): SortedSamples {
    return sortSamples(this.samples(phase, scenario).map(latencyMs));
  }

  /** Quantile of a phase's samples of the target whose knob is at 0. */
  zeroMs(phase: string, p = 0.5): number {
    return quantile(this.latenciesMs(phase, zero), p);
  }

  /** Mean latency; a target with a request without an answer has none. */
  meanMs(phase: string, scenario: string): number {
    const values = this.samples(phase, scenario).map(latencyMs);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    if (!Number.isFinite(mean)) throw new NotMeasured(`${scenario}: a request had no answer`);
    return mean;
  }

  /** What the summary prints for the duet; +Infinity where it says so. */
  latencyMs(scenario: string, statistic: LatencyStatistic): number {
    const estimate = this.http(scenario).latencyUs[statistic];
    if (estimate === null)
      throw new NotMeasured(this.#reason(scenario, `workloads.http.latencyUs.${statistic}`));
    return (estimate.value ?? Number.POSITIVE_INFINITY) / 1_000;
  }

  http(scenario: string): WorkloadSummary {
    const found = this.scenario(scenario).workloads.http;
    if (found === null) throw new NotMeasured(this.#reason(scenario, "workloads.http"));
    return found;
  }

  scenario(name: string): ScenarioSummary {
    const found = this.summary.scenarios.find((scenario) => scenario.name === name);
    if (found === undefined) throw new NotMeasured(`scenario "${name}" was not in the run`);
    return found;
  }

  /**
   * One of the figures that a summary has of a target's loads, also of a target that the duet had no place for. `read`
   * gives null, at the path `at`, where there is none.
   */
  capacity<Value>(
    scenario: string,
    at: string,
    read: (figures: CapacityFigures) => Value | null | undefined,
  ): Value {
    this.scenario(scenario);
    const book = new ReasonBook();
    const found = read(this.capacityOf(scenario, book));
    if (found !== null && found !== undefined) return found;
    throw new NotMeasured(`${scenario}: ${reasonAt(book.reasons, `http.${at}`) ?? `no ${at}`}`);
  }

  /** As the summary computes them; tests put others in their place. */
  capacityOf(scenario: string, book: ReasonBook): CapacityFigures {
    return summariseCapacity(this.measurements, scenario, "http", "http", book);
  }

  #reason(scenario: string, path: string): string {
    const { status, reason, reasons } = this.scenario(scenario);
    if (status !== "ok") return `scenario "${scenario}": ${reason ?? status}`;
    return `${scenario}: ${reasonAt(reasons, path) ?? `no ${path}`}`;
  }

  #whyNoTraffic(scenario: string, phase: string): string {
    const { status, reason } = this.scenario(scenario);
    return status === "ok"
      ? `${scenario}: no sample in phase ${phase}`
      : `scenario "${scenario}": ${reason ?? status}`;
  }
}

/** The reason at the path of a null, or of what contains it. */
function reasonAt(reasons: Reasons, path: string): string | null {
  for (let at = path; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) {
    const found = reasons[at];
    if (found !== undefined) return found;
  }
  return null;
}

/** From the release to the verified answer, +Infinity without one: METHOD.md §1.2. */
export function latencyMs({ outcome, doneNs, readyNs }: Sample): number {
  return outcome === "ok" && doneNs !== null ? (doneNs - readyNs) / 1e6 : Number.POSITIVE_INFINITY;
}

/** The same from the time that the schedule asked for. */
export function scheduledMs({ outcome, doneNs, intendedNs }: Sample): number {
  return outcome === "ok" && doneNs !== null ? (doneNs - intendedNs) / 1e6 : Number.POSITIVE_INFINITY;
}

/** The duet's name, for most checks. */
export const duet = phaseNames.duet;

function keyOf(phase: string, scenario: string, workload: WorkloadName): string {
  return `${phase}/${scenario}/${workload}`;
}
