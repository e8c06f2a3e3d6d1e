import { parentPort, Worker, workerData } from "node:worker_threads";

/** Wakes so much early and spins the rest: below this a sleeping thread is not reliably back in time, METHOD.md §1.3. */
const spinNs = 60_000;

/** Marks the worker thread of the pacer: it runs the same file as the generator. */
interface PacerData {
  pacerEpochNs: string;
}

/** Calls back when each event is due; one thread for the whole run, because starting one takes longer than a lead. */
export interface Pacer {
  /** `dueNs`: release times in nanoseconds since the run's epoch. Resolves after the last `release(index)`. */
  pace(dueNs: Float64Array, release: (index: number) => void): Promise<void>;
}

/**
 * A thread of its own sleeps in `Atomics.wait`, which takes fractions of a millisecond, so that the main thread stays
 * free for input and output.
 */
export function openPacer(file: string, epochNs: string): Pacer {
  const worker = new Worker(file, { workerData: { pacerEpochNs: epochNs } satisfies PacerData });
  return {
    pace: (dueNs, release) =>
      new Promise((resolve, reject) => {
        if (dueNs.length === 0) return resolve();
        const onMessage = (index: number) => {
          release(index);
          if (index < dueNs.length - 1) return;
          worker.off("message", onMessage);
          worker.off("error", reject);
          resolve();
        };
        worker.on("message", onMessage);
        worker.on("error", reject);
        worker.postMessage(dueNs);
      }),
  };
}

/** The worker's side: true when this thread is the pacer. */
export function runAsPacer(): boolean {
  const data = workerData as PacerData | null;
  if (!data?.pacerEpochNs || !parentPort) return false;
  const epoch = BigInt(data.pacerEpochNs);
  const port = parentPort;
  const never = new Int32Array(new SharedArrayBuffer(4));
  port.on("message", (dueNs: Float64Array) => {
    dueNs.forEach((due, index) => {
      waitUntil(epoch + BigInt(due), never);
      port.postMessage(index);
    });
  });
  return true;
}

function waitUntil(due: bigint, never: Int32Array): void {
  const sleepNs = Number(due - process.hrtime.bigint()) - spinNs;
  if (sleepNs > 0) Atomics.wait(never, 0, 0, sleepNs / 1e6);
  while (process.hrtime.bigint() < due);
}
