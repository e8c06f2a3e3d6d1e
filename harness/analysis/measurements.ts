import type { CounterLine } from "../model/counters.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Sample } from "../model/sample.ts";
import type { WorkloadName } from "../model/scenario.ts";
import { collectTraffic, type Traffic, trafficKey, type WorkloadTraffic } from "./traffic.ts";
import { indexWindows, type Window } from "./windows.ts";

/** All that a run measured, sorted to where it is asked for. */
export class Measurements {
  readonly run: RunRecord;
  readonly windows: ReadonlyMap<string, Window>;
  readonly traffic: Traffic;
  /** Deviation between instances assumed where there is one only; see `defaultInstanceSd`. */
  readonly instanceSd: number | undefined;

  constructor(
    run: RunRecord,
    samples: Iterable<Sample>,
    counters: Iterable<CounterLine>,
    instanceSd?: number,
  ) {
    this.run = run;
    this.instanceSd = instanceSd;
    this.windows = indexWindows(run.plan.phases, counters);
    this.traffic = collectTraffic(samples, run.plan.phases, this.windows);
  }

  /** Latencies of a scenario's workload, or nothing when no duet carried it. */
  duetTraffic(scenario: string, workload: WorkloadName): WorkloadTraffic | undefined {
    return this.traffic.duets.get(trafficKey(scenario, workload));
  }

  /** Duets that the scenario took part in and whose counters are there. */
  duetsOf(scenario: string): Window[] {
    return this.#windowsWhere(({ phase }) => phase.kind === "duet" && phase.scenarios.includes(scenario));
  }

  /** The scenario's slots, of one workload or of all. */
  slotsOf(scenario: string, workload?: WorkloadName): Window[] {
    return this.#windowsWhere(
      ({ phase }) =>
        phase.kind === "slot" &&
        phase.scenarios.includes(scenario) &&
        (workload === undefined || phase.workloads.includes(workload)),
    );
  }

  #windowsWhere(holds: (window: Window) => boolean): Window[] {
    return [...this.windows.values()].filter(holds);
  }
}
