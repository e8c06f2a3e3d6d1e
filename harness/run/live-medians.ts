import type { GeneratorRow } from "../model/protocol.ts";
import { quantile, sortSamples } from "../stats/quantile.ts";

/** Below it a median on the screen would only jump. */
const fewestRequests = 10;

/**
 * Median HTTP latency of each scenario in the newest phase that had traffic of it, for the terminal alone. The generator keeps
 * its rows until a phase ends, and counting earlier would be work inside of what is measured. MQTT's latency needs the
 * receiver's times and is not here.
 */
export class LiveMedians {
  readonly #medians = new Map<string, number>();
  readonly #latenciesUs = new Map<string, number[]>();

  /** Rows of the phase that just ended, in any number of parts. */
  add(rows: readonly GeneratorRow[]): void {
    for (const { scenario, workload, outcome, readyNs, doneNs } of rows) {
      if (workload !== "http") continue;
      const own = this.#latenciesUs.get(scenario) ?? [];
      if (own.length === 0) this.#latenciesUs.set(scenario, own);
      own.push(outcome === "ok" && doneNs !== null ? (doneNs - readyNs) / 1_000 : Number.POSITIVE_INFINITY);
    }
  }

  /** No more rows of this phase will come. */
  endPhase(): void {
    for (const [scenario, values] of this.#latenciesUs) {
      if (values.length >= fewestRequests) this.#medians.set(scenario, quantile(sortSamples(values), 0.5));
    }
    this.#latenciesUs.clear();
  }

  /** Microseconds; +Infinity: half of the requests or more had no answer. */
  current(): ReadonlyMap<string, number> {
    return this.#medians;
  }
}
