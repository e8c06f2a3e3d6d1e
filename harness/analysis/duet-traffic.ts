import type { Phase } from "../model/plan.ts";
import type { Outcome, Sample } from "../model/sample.ts";
import { outcomes } from "../model/sample.ts";
import { FloatList } from "./float-list.ts";
import { getOrAdd } from "./get-or-add.ts";
import { InstanceCollector, type InstanceTraffic } from "./instance-traffic.ts";
import { answeredNs, latencyUsOf } from "./sample-times.ts";

/** One scenario and workload: all that the duets say. */
export interface WorkloadTraffic {
  outcomes: Record<Outcome, number>;
  /** Requests that were released before the duet ended; the generator releases the others too, however late. */
  inTime: number;
  duplicates: number;
  reordered: number;
  latencyUs: Float64Array;
  scheduledUs: Float64Array;
  oneWayUs: Float64Array;
  /** Answers whose service did not say when it received the request. */
  withoutReceiveTime: number;
  dispatchLagUs: Float64Array;
  instances: Map<number, InstanceTraffic>;
}

/** While it is collected. */
export type Growing<Traffic> = {
  [Key in keyof Traffic]: Traffic[Key] extends Float64Array ? FloatList : Traffic[Key];
};

/** Takes the samples of one scenario and workload in, one by one. */
export class DuetCollector {
  readonly #counts = {
    outcomes: Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>,
    ...{ inTime: 0, duplicates: 0, reordered: 0, withoutReceiveTime: 0 },
  };
  readonly #latencyUs = new FloatList();
  readonly #scheduledUs = new FloatList();
  readonly #oneWayUs = new FloatList();
  readonly #dispatchLagUs = new FloatList();
  readonly #instances = new Map<number, InstanceCollector>();

  add(sample: Sample, phase: Phase, isInTime: boolean): void {
    const latencyUs = latencyUsOf(sample);
    this.#counts.outcomes[sample.outcome]++;
    if (isInTime) this.#counts.inTime++;
    this.#counts.duplicates += sample.duplicates;
    if (sample.reordered) this.#counts.reordered++;
    this.#latencyUs.push(latencyUs);
    this.#scheduledUs.push((answeredNs(sample) - sample.intendedNs) / 1000);
    if (sample.outcome !== "unsent") this.#dispatchLagUs.push((sample.readyNs - sample.intendedNs) / 1000);
    this.#addOneWay(sample);
    getOrAdd(this.#instances, sample.instance, () => new InstanceCollector(phase)).add(
      latencyUs,
      sample.block,
    );
  }

  /** What came in; the collector is empty afterwards. */
  take(): WorkloadTraffic {
    const instances = [...this.#instances].map(([key, instance]): [number, InstanceTraffic] => [
      key,
      instance.take(),
    ]);
    return {
      ...this.#counts,
      latencyUs: this.#latencyUs.take(),
      scheduledUs: this.#scheduledUs.take(),
      oneWayUs: this.#oneWayUs.take(),
      dispatchLagUs: this.#dispatchLagUs.take(),
      instances: new Map(instances),
    };
  }

  #addOneWay(sample: Sample): void {
    if (sample.outcome !== "ok") this.#oneWayUs.push(Number.POSITIVE_INFINITY);
    else if (sample.receivedNs === null || sample.sentNs === null) this.#counts.withoutReceiveTime++;
    else this.#oneWayUs.push((sample.receivedNs - sample.sentNs) / 1000);
  }
}
