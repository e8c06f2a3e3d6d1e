import type { Fault } from "../fault.ts";

/** Rounds of empty work between two looks at the clock, which cost about as much. */
const roundsPerLook = 500;

/**
 * Burns `burnMs` of processor time for each request before it leaves; K14. By the thread's own time, not the wall's, so
 * that being preempted does not shorten it and what other threads do does not count.
 */
export function burn(burnMs: number): Fault {
  return {
    open: () => ({
      toService(unit) {
        if (unit.isRequest) burnCpu(burnMs * 1_000);
        return [unit];
      },
    }),
  };
}

function burnCpu(microseconds: number): void {
  const untilUs = threadCpuUs() + microseconds;
  while (threadCpuUs() < untilUs) for (let round = 0; round < roundsPerLook; round++);
}

/**
 * `cpuUsage` is asked for its side effect: getrusage(RUSAGE_SELF) makes Linux bring the running thread's account up to now,
 * RUSAGE_THREAD alone reads it as of the last timer tick. Without it 1 ms became 2.9 ms, with it 1.1 ms (HZ=250).
 */
function threadCpuUs(): number {
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
