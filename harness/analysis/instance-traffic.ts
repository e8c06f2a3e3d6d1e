import type { Phase } from "../model/plan.ts";
import { FloatList } from "./float-list.ts";
import { getOrAdd } from "./get-or-add.ts";

/** Length of the blocks that one instance is compared by. METHOD.md §10.1. */
const blockSeconds = 2;

/** Latencies of one scenario and workload in one instance; µs, +Infinity without an answer. */
export interface InstanceTraffic {
  latencyUs: Float64Array;
  /** Of the phase, in which each of them was due. */
  seconds: Float64Array;
  /** By two-second block of the duet, incomplete ones left out. */
  blocks: Map<number, number[]>;
  phase: Phase;
  lastSecond: number;
}

/** Takes the latencies of one instance in, one by one. */
export class InstanceCollector {
  readonly #phase: Phase;
  readonly #latencyUs = new FloatList();
  readonly #seconds = new FloatList();
  #lastSecond = 0;

  constructor(phase: Phase) {
    this.#phase = phase;
  }

  /** `second`: of the phase, in which the request was due. */
  add(latencyUs: number, second: number): void {
    this.#latencyUs.push(latencyUs);
    this.#seconds.push(second);
    this.#lastSecond = Math.max(this.#lastSecond, second);
  }

  /** What came in; the collector is empty afterwards. */
  take(): InstanceTraffic {
    const phase = this.#phase;
    const latencyUs = this.#latencyUs.take();
    const seconds = this.#seconds.take();
    return {
      ...{ phase, latencyUs, seconds, lastSecond: this.#lastSecond },
      // Made when asked for: a second copy of all latencies would stay in memory otherwise.
      get blocks() {
        return toBlocks(latencyUs, seconds, phase);
      },
    };
  }
}

function toBlocks(latencyUs: Float64Array, seconds: Float64Array, phase: Phase): Map<number, number[]> {
  const first = Math.ceil(phase.settleSeconds);
  const complete = Math.floor((phase.seconds - first) / blockSeconds);
  const blocks = new Map<number, number[]>();
  for (const [index, latency] of latencyUs.entries()) {
    const block = Math.floor((seconds[index]! - first) / blockSeconds);
    if (block < complete) getOrAdd(blocks, block, () => []).push(latency);
  }
  return blocks;
}
