interface Job {
  dueMs: number;
  run(): void;
}

/** Does something at a time. */
export interface Pacer {
  /** Runs `run` once `performance.now()` is at least `dueMs`, never earlier; same times in the order they were asked for. */
  at(dueMs: number, run: () => void): void;
}

/** Below this a timer is of no use: it counts whole milliseconds and fires up to one too late. */
const timerMinimumMs = 1;

/**
 * A pacer that sleeps until `spinMs` before the next job and then polls by `setImmediate`, so that sockets are still
 * served meanwhile (METHOD.md §1.3). 0 leaves it to the timer alone, about 1 ms late and nearly free.
 */
export function createPacer(spinMs: number): Pacer {
  const jobs: Job[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isPolling = false;

  function arm(): void {
    const first = jobs[0];
    if (first === undefined || isPolling) return;
    clearTimeout(timer);
    const waitMs = first.dueMs - performance.now() - spinMs;
    if (spinMs === 0) timer = setTimeout(work, Math.max(timerMinimumMs, Math.ceil(waitMs)));
    else if (waitMs >= timerMinimumMs) timer = setTimeout(work, Math.floor(waitMs));
    else {
      isPolling = true;
      setImmediate(work);
    }
  }

  function work(): void {
    isPolling = false;
    while (jobs[0] !== undefined && jobs[0].dueMs <= performance.now()) jobs.shift()?.run();
    arm();
  }

  return {
    at(dueMs, run) {
      let index = jobs.length; // nearly always the last: times mostly come in order
      while (index > 0 && jobs[index - 1]!.dueMs > dueMs) index--;
      jobs.splice(index, 0, { dueMs, run });
      if (index === 0) arm();
    },
  };
}
