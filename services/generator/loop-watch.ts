import { monitorEventLoopDelay, PerformanceObserver, performance } from "node:perf_hooks";
import type { LoopBlock } from "../../harness/model/protocol.ts";
import type { Clock } from "../shared/clock.ts";

/** Of the timer whose delay is taken; its own period is no delay, METHOD.md §1.3. */
const resolutionMs = 10;

interface Pause {
  atNs: number;
  durationNs: number;
}

/** The event-loop measures of a phase by one-second block; gates G2 and G3 read them. */
export interface LoopWatch {
  /** Takes the edges that lie behind `nowNs`: called at each release, so that watching needs no timer of its own. */
  tick(nowNs: number): void;
  /** Takes the last edge and ends the watching; a phase that goes on for late answers has them in its last block. */
  stop(nowNs: number): LoopBlock[];
}

/**
 * Watches the event loop of this thread from now on. Where no release fell into a block, its figures are those of the
 * longer time until the next release; pauses of the collector belong to the block in which they began.
 */
export function watchLoop(startNs: number, seconds: number, clock: Clock): LoopWatch {
  const count = Math.ceil(seconds);
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  const pauses = watchPauses(clock);
  const taken: Omit<LoopBlock, "gcMaxNs" | "gcTotalNs">[] = [];
  let edge = performance.eventLoopUtilization();
  let open = -1; // the block under way; −1 before the first edge
  delay.enable();

  function takeUntil(block: number): void {
    const { utilization } = performance.eventLoopUtilization(edge);
    const loopDelayMaxNs = delay.count === 0 ? 0 : Math.max(0, delay.max - resolutionMs * 1e6);
    for (let past = Math.max(open, 0); past < block; past++) {
      taken.push({ block: past, eventLoopUtilization: utilization, loopDelayMaxNs });
    }
    open = block;
    edge = performance.eventLoopUtilization();
    delay.reset();
  }

  const blockAt = (nowNs: number) => Math.floor((nowNs - startNs) / 1e9);
  return {
    tick(nowNs) {
      const block = Math.min(blockAt(nowNs), count - 1);
      if (block > open) takeUntil(block);
    },
    stop(nowNs) {
      const block = Math.min(blockAt(nowNs) + 1, count);
      if (block > open) takeUntil(block);
      delay.disable();
      return withPauses(taken, pauses.stop(), (atNs) => Math.min(blockAt(atNs), count - 1));
    },
  };
}

function watchPauses(clock: Clock): { stop(): Pause[] } {
  const pauses: Pause[] = [];
  const originNs = clock.now() - performance.now() * 1e6;
  const note = (entries: readonly { startTime: number; duration: number }[]) => {
    for (const { startTime, duration } of entries) {
      pauses.push({ atNs: originNs + startTime * 1e6, durationNs: Math.round(duration * 1e6) });
    }
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ entryTypes: ["gc"] });
  return {
    stop() {
      note(observer.takeRecords());
      observer.disconnect();
      return pauses;
    },
  };
}

function withPauses(
  taken: readonly Omit<LoopBlock, "gcMaxNs" | "gcTotalNs">[],
  pauses: readonly Pause[],
  blockAt: (atNs: number) => number,
): LoopBlock[] {
  return taken.map((one) => {
    const own = pauses.filter(({ atNs }) => blockAt(atNs) === one.block).map(({ durationNs }) => durationNs);
    return { ...one, gcMaxNs: Math.max(0, ...own), gcTotalNs: own.reduce((sum, pause) => sum + pause, 0) };
  });
}
