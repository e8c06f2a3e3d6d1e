/** Due times of requests that wait for a connection, first in first out; many take, one puts. */
export interface RequestQueue {
  put(dueNs: number): void;
  /** The oldest one, as soon as there is one; null when the queue is closed. */
  take(): Promise<number | null>;
  /** One that was taken has ended. */
  done(): void;
  /** Resolves when all that was put has ended, or after so many milliseconds. */
  drained(limitMs: number): Promise<void>;
  /** Gives up what waits, and tells how many that were; whoever takes from now on gets null. */
  close(): number;
}

export function requestQueue(): RequestQueue {
  const dues: number[] = [];
  let head = 0;
  let unfinished = 0;
  let isClosed = false;
  let takers: ((dueNs: number | null) => void)[] = [];
  const { promise: empty, resolve: markEmpty } = Promise.withResolvers<void>();
  let isDraining = false;
  const look = () => {
    if (isDraining && unfinished === 0) markEmpty();
  };
  return {
    put(dueNs) {
      unfinished++;
      const taker = takers.pop();
      if (taker) taker(dueNs);
      else dues.push(dueNs);
    },
    take() {
      if (isClosed) return Promise.resolve(null);
      if (head < dues.length) return Promise.resolve(dues[head++]!);
      return new Promise((resolve) => takers.push(resolve));
    },
    done() {
      unfinished--;
      look();
    },
    async drained(limitMs) {
      isDraining = true;
      const timer = setTimeout(markEmpty, limitMs);
      look();
      await empty;
      clearTimeout(timer);
    },
    close() {
      isClosed = true;
      for (const taker of takers) taker(null);
      takers = [];
      return dues.length - head;
    },
  };
}
