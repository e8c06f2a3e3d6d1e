import { join } from "node:path";
import { runCommand } from "../../harness/lab/process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { print } from "./print.ts";
import { writeSyntheticRun } from "./synthetic-run.ts";

const sizes = [
  { about: 10_000, id: "20261121T101500Z-0001" },
  { about: 100_000, id: "20261121T101500Z-0002" },
  { about: 1_000_000, id: "20261121T101500Z-0003" },
];
const repeats = 3;

interface Cost {
  seconds: number;
  cpuSeconds: number;
  peakMb: number;
}

/** What analysis and reports of a stored run cost, from 0.01 to 1 million samples: summary, and every format there is. */
export async function benchAnalysis(): Promise<void> {
  using temporary = temporaryFolder();
  let smaller: (Cost & { samples: number }) | undefined;
  for (const { about, id } of sizes) {
    const { path, samples } = await writeSyntheticRun(temporary.path, id, about);
    const cost = { ...(await medianCost(path)), samples };
    printCost(samples, cost, about === 1_000_000);
    if (smaller) printGrowth(smaller, cost);
    smaller = cost;
  }
}

/** Linear is the same time for each further sample; what does not depend on the samples keeps the ratio below ten. */
function printGrowth(smaller: Cost & { samples: number }, larger: Cost & { samples: number }): void {
  const microseconds = ((larger.seconds - smaller.seconds) / (larger.samples - smaller.samples)) * 1e6;
  print("  time against a tenth of it", `${(larger.seconds / smaller.seconds).toFixed(1)} x`, "<= 10");
  print("  time of each further sample", `${microseconds.toFixed(1)} us`, "no growth");
}

function printCost(samples: number, { seconds, cpuSeconds, peakMb }: Cost, isLargest: boolean): void {
  print(
    `analysis and reports of ${samples.toLocaleString("en")} samples`,
    `${seconds.toFixed(2)} s`,
    isLargest ? "<= 5 s" : "-",
  );
  print("  CPU, all threads", `${cpuSeconds.toFixed(2)} s`, "-");
  print("  memory, peak of the process", `${peakMb.toFixed(0)} MB`, isLargest ? "<= 300 MB" : "-");
}

/** Each figure's median; one after the other, so that none waits for another's processor. */
async function medianCost(folder: string): Promise<Cost> {
  const costs: Cost[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) costs.push(await analyseOnce(folder));
  const median = (key: keyof Cost) =>
    costs.map((cost) => cost[key]).sort((a, b) => a - b)[Math.floor(repeats / 2)]!;
  return { seconds: median("seconds"), cpuSeconds: median("cpuSeconds"), peakMb: median("peakMb") };
}

async function analyseOnce(folder: string): Promise<Cost> {
  const script = join(import.meta.dirname, "analyse-once.ts");
  const { exitCode, stdout, stderr } = await runCommand(process.execPath, [script, folder]);
  if (exitCode !== 0) throw new Error(`the analysis of "${folder}" ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as Cost;
}
