import { reportFormats } from "../../harness/commands/report-formats.ts";
import { summariseRun } from "../../harness/run/summarise.ts";
import { bench } from "../support/fake-io.ts";

/** A process of its own, because only that has a peak of its own: analyses a stored run, prints what it took as JSON. */
const folder = process.argv[2]!;
await summariseRun(folder);
for (const format of reportFormats) {
  const { exitCode, stderr } = await bench(["report", folder, "--format", format]);
  if (exitCode !== 0) throw new Error(`the report as ${format} ended with ${exitCode}: ${stderr}`);
}
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
console.log(
  JSON.stringify({
    // Since the start of the process, loading of the code included.
    seconds: performance.now() / 1_000,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakMb: (maxRSS * 1_024) / 1e6,
  }),
);
