import { summariseRun } from "../../harness/run/summarise.ts";

/** A process of its own, because only that has a peak of its own: analyses a stored run, prints what it took as JSON. */
await summariseRun(process.argv[2]!);
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
console.log(
  JSON.stringify({
    // Since the start of the process, loading of the code included.
    seconds: performance.now() / 1_000,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakMb: (maxRSS * 1_024) / 1e6,
  }),
);
