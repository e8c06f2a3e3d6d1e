/** CLOCK_MONOTONIC since the run's epoch: the same in all containers of one kernel, METHOD.md §3. */
export interface Clock {
  /** Nanoseconds since the epoch, now. */
  now(): number;
  /** Converts another process's reading of CLOCK_MONOTONIC, decimal nanoseconds. */
  fromAbsolute(absoluteNs: string): number;
}

/** A clock that counts from `epochNs`, decimal nanoseconds. */
export function clockSince(epochNs: string): Clock {
  const epoch = BigInt(epochNs);
  return {
    now: () => Number(process.hrtime.bigint() - epoch),
    fromAbsolute: (absoluteNs) => Number(BigInt(absoluteNs) - epoch),
  };
}
