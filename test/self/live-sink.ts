import { readdirSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../harness/lab/process.ts";
import type { CounterLine } from "../../harness/model/counters.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import type { Elastic } from "../../harness/sinks/connection.ts";
import { readCounters, readRunRecord } from "../../harness/store/read-run.ts";
import { median } from "./median.ts";
import { print } from "./print.ts";

const pairs = 3;

/** Of one run's duet. */
interface DuetFigures {
  /** CPU of bench itself, per cent of one CPU. */
  harnessPercent: number;
  dispatchLagP99Ms: number;
  /** CPU of the host that is neither idle nor of a container or bench, per cent of one CPU: the server is in it. */
  foreignPercent: number;
  wholeSeconds: number;
}

/** The same run with and without storing, in turn; the server is up in both. Needs Docker, takes about ten minutes. */
export async function benchLiveSink({ url }: Elastic, results: string): Promise<void> {
  const without: DuetFigures[] = [];
  const withSink: DuetFigures[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    without.push(await runOnce(join(results, `without-${pair}`), []));
    withSink.push(await runOnce(join(results, `with-${pair}`), ["--elasticsearch", url]));
  }
  const of = (figures: readonly DuetFigures[], key: keyof DuetFigures) =>
    median(figures.map((one) => one[key]));
  const beside = (key: keyof DuetFigures, digits: number) =>
    `${of(without, key).toFixed(digits)} / ${of(withSink, key).toFixed(digits)}`;
  print("harness CPU in the duet, % of one: without / with", beside("harnessPercent", 2), "+2 at most");
  print("  dispatch lag p99 in the duet, ms", beside("dispatchLagP99Ms", 2), "no growth");
  print("  CPU of others in the duet, % of one", beside("foreignPercent", 1), "-");
  print("  whole run, s", beside("wholeSeconds", 1), "-");
}

async function runOnce(results: string, options: readonly string[]): Promise<DuetFigures> {
  const startedMs = performance.now();
  const args = ["run", "--scenario", "stunnel", "--results", results, ...options];
  const { exitCode, stderr } = await runCommand(join(projectFolder, "bench"), args);
  if (exitCode !== 0) throw new Error(`bench ${args.join(" ")} ended with ${exitCode}: ${stderr}`);
  const wholeSeconds = (performance.now() - startedMs) / 1_000;
  const folder = join(results, readdirSync(results)[0]!);
  const { timeline } = await readRunRecord(folder);
  const duet = timeline.find(({ phase }) => phase.endsWith("duet"))!;
  const edges = (await readCounters(folder)).filter(({ phase }) => phase === duet.phase);
  return {
    ...cpuFigures(edges),
    dispatchLagP99Ms: duet.generator!.dispatchLagP99Ns! / 1e6,
    wholeSeconds,
  };
}

function cpuFigures(edges: readonly CounterLine[]): Pick<DuetFigures, "harnessPercent" | "foreignPercent"> {
  const own = grown(edges, (line) => (line.subject === "harness" ? line.cpuNs : null));
  const containers = grown(edges, (line) => (line.subject === "container" ? line.cpuNs : null));
  const busy = grown(edges, (line) =>
    line.subject === "host" ? line.userNs + line.systemNs + line.softirqNs : null,
  );
  const [start, end] = edges.filter(({ subject }) => subject === "host");
  const percent = (ns: number) => (ns / (end!.atNs - start!.atNs)) * 100;
  return { harnessPercent: percent(own), foreignPercent: percent(busy - own - containers) };
}

/** How much a counter grew between the two edges, summed over all that have it. */
function grown(edges: readonly CounterLine[], read: (line: CounterLine) => number | null): number {
  return edges.reduce((sum, line) => sum + (read(line) ?? 0) * (line.edge === "end" ? 1 : -1), 0);
}
