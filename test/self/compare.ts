import { join } from "node:path";
import { projectFolder } from "../../harness/model/tool.ts";
import { summariseRun } from "../../harness/run/summarise.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { measureProcess } from "./measured-process.ts";
import { median } from "./median.ts";
import { print } from "./print.ts";
import { writeSyntheticRun } from "./synthetic-run.ts";

const about = 1_000_000;
const ids = ["20261121T101500Z-0003", "20261122T101500Z-0004"];
const repeats = 3;

/** What `bench compare` of two runs of a million samples costs, as a user starts it. */
export async function benchCompare(): Promise<void> {
  using temporary = temporaryFolder();
  for (const id of ids) await summariseRun((await writeSyntheticRun(temporary.path, id, about)).path);
  const words = [join(projectFolder, "harness/main.ts"), "compare", ...ids, "--results", temporary.path];
  const runs = [];
  for (let repeat = 0; repeat < repeats; repeat++) runs.push(await measureProcess(process.execPath, words));
  print(
    "compare of two runs of 1 million samples",
    `${median(runs.map(({ seconds }) => seconds)).toFixed(2)} s`,
    "<= 5 s",
  );
  print("  memory, peak", `${Math.max(...runs.map(({ peakMb }) => peakMb)).toFixed(0)} MB`, "<= 300 MB");
}
