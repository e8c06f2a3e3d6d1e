import type { ContainerPoint } from "../../model/counters.ts";
import { containerValues } from "./container-values.ts";
import { commonValues, type RunContext } from "./context.ts";
import { type FlatDocument, flatDocument } from "./document.ts";

/** Over a longer time than this the CPU's share is not of that second. Lines come a second apart within a phase. */
const longestGapNs = 5e9;

/** Makes the documents of containers.ndjson, whose lines it must see in order, all of them: CPU is a difference of two. */
export class PointDocuments {
  readonly #context: RunContext;
  readonly #last = new Map<string, ContainerPoint>();

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** The document of the next line. */
  document(point: ContainerPoint): FlatDocument {
    const { container, atNs, cpuNs, memoryBytes } = point;
    const share = cpuShare(this.#last.get(container), point);
    this.#last.set(container, point);
    return flatDocument(
      { "@timestamp": this.#context.timestamp(atNs) },
      commonValues("containers", this.#context),
      containerValues(this.#context, point),
      {
        "bench.time.at_ns": atNs,
        "bench.cpu.time_ns": cpuNs,
        "bench.cpu.percent": share === null ? null : share * 100,
        "container.cpu.usage": share === null ? null : share / this.#context.cpuCount,
        "bench.memory.working_set_bytes": memoryBytes,
      },
    );
  }
}

/** CPU time over time, 1 is one CPU. A counter that fell belongs to a container that was created anew. */
function cpuShare(before: ContainerPoint | undefined, { atNs, cpuNs }: ContainerPoint): number | null {
  if (before === undefined) return null;
  const gapNs = atNs - before.atNs;
  const usedNs = cpuNs - before.cpuNs;
  return gapNs > 0 && gapNs <= longestGapNs && usedNs >= 0 ? usedNs / gapNs : null;
}
