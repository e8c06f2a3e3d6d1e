import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../harness/lab/process.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { renderControl } from "./control-page.ts";
import { type ControlRow, readRow } from "./control-row.ts";

/**
 * Known answers on the real lab, all in the duet of one run: identical relay pairs must not differ, a pair that is 150 µs
 * slower, just above what `quick` states it can tell, must be found, and one that stalls 1 s of every 10 s must show the
 * closed form's percentiles. `npm run prove:control [runs]`; rewrites docs/proofs/control.md after every run.
 */
const runs = Number(process.argv[2] ?? 20);
if (!(runs >= 1)) throw new Error("the number of runs must be at least 1"); // none would overwrite the page with nothing

const scenarios = [
  "baseline=./test/prove/same.yaml",
  "relay=./test/prove/same.yaml",
  "control=./test/prove/same.yaml",
  "slower=./test/prove/slower.yaml",
  "stall=./compose/calibration/stall.yaml",
].join(",");
const command = ["run", "--only", "--scenario", scenarios, "--profile", "./test/prove/control.yaml"];

async function measure(): Promise<{ row: ControlRow; summary: Summary }> {
  using temporary = temporaryFolder();
  const results = temporary.path;
  const bench = join(projectFolder, "bench");
  const { exitCode, stderr } = await runCommand(bench, [...command, "--results", results], {
    cwd: projectFolder,
  });
  if (exitCode !== 0) throw new Error(stderr);
  const [id] = readdirSync(results);
  const summary = JSON.parse(readFileSync(join(results, id!, "summary.json"), "utf8")) as Summary;
  return { row: readRow(summary), summary };
}

const rows: ControlRow[] = [];
for (let run = 1; run <= runs; run++) {
  const { row, summary } = await measure();
  rows.push(row);
  mkdirSync(join(projectFolder, "docs/proofs"), { recursive: true });
  const page = renderControl(rows, { command: `bench ${command.join(" ")}`, wanted: runs, summary });
  writeFileSync(join(projectFolder, "docs/proofs/control.md"), page);
  console.log(`run ${run} of ${runs}: ${JSON.stringify(row)}`);
}
