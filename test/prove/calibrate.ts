import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judgeCalibration } from "../../harness/calibrate/calibrate.ts";
import { figureText, toleranceText } from "../../harness/calibrate/table.ts";
import { runCommand } from "../../harness/lab/process.ts";
import type { Calibration, CalibrationCheck } from "../../harness/model/calibration.ts";
import { projectFolder } from "../../harness/model/tool.ts";
import { readHostFacts } from "../../harness/run/host-facts.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/**
 * How often each known answer comes out on this machine: `bench calibrate` again and again, because sixty noisy tolerances do
 * not all hold at once by chance alone. `npm run prove:calibrate [runs]`; writes docs/proofs/calibrate.md after every
 * run, so that an interruption keeps what was done. Ctrl-C lets the run under way end, in a process group of its own.
 * `--again FOLDER…` judges stored runs anew, after a check was changed, and writes docs/proofs/calibrate-again.md.
 */
const [first, ...folders] = process.argv.slice(2);
const isAgain = first === "--again";
const runs = isAgain ? folders.length : Number(first ?? 10);
if (!(runs >= 1)) throw new Error("the number of runs must be at least 1"); // none would overwrite the page with nothing

async function calibrateOnce(run: number): Promise<Calibration> {
  if (isAgain) return judgeCalibration(folders[run]!, readHostFacts().id);
  using temporary = temporaryFolder();
  const args = ["calibrate", "--json", "--results", temporary.path];
  const { exitCode, stdout, stderr } = await runCommand(join(projectFolder, "bench"), args);
  if (exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Calibration;
}

function render(done: readonly Calibration[]): string {
  const host = readHostFacts();
  const quiet = done.filter(({ isDisturbed }) => !isDisturbed);
  const memory = `${Math.round(host.memoryBytes / 2 ** 30)} GiB`;
  const rows = done[0]!.checks.map(({ id }) => rowOf(done, quiet, id));
  return `# Known answers: how often each comes out

${isAgain ? againText(done) : `Made by \`npm run prove:calibrate ${runs}\`: ${done.length} of ${runs} runs of \`bench calibrate\``}, ${done[0]!.at} to ${done.at(-1)!.at},
measured with commit ${done[0]!.tool.commit ?? "?"}, on host \`${done[0]!.hostId}\`: ${host.cpuCount} × ${host.cpuModel}, ${memory}, ${host.hypervisor ?? "no hypervisor"}, Linux ${host.kernel}, ${host.os}.

A run counts as quiet when no gate of generator or host was beyond its invalid limit in the duet or a round that was not stalled on
purpose: ${quiet.length} of ${done.length} were. The checks are METHOD.md §8's; [calibration.md](../calibration.md) tells how each tolerance is made.
Expected value and tolerance are those of the last run, because some follow from what the relay without a fault took.

| check | what | passed | passed, quiet | expected | observed: median (least to most) | tolerance |
|---|---|---|---|---|---|---|
${rows.join("\n")}

## What the gates said

${done.map(({ id, passed, of, warnings }) => `- ${id}: ${passed} of ${of}. ${warnings.join("; ") || "nothing"}`).join("\n")}
`;
}

/** The samples are those of an earlier run; only the checks are today's. */
function againText(done: readonly Calibration[]): string {
  return `Made by \`node test/prove/calibrate.ts --again …\`: today's checks on ${done.length} stored runs of \`bench calibrate\` that \`npm run prove:calibrate\` made`;
}

function rowOf(done: readonly Calibration[], quiet: readonly Calibration[], id: string): string {
  const all = checksOf(done, id);
  const last = all.at(-1)!;
  const observed = all.flatMap(({ observed: value }) => value ?? []).sort((a, b) => a - b);
  const range =
    observed.length === 0
      ? (last.reason ?? "–")
      : `${figureText(observed[observed.length >> 1]!, last.unit)} (${figureText(observed[0]!, "")} to ${figureText(observed.at(-1)!, "")})`;
  const cells = [
    id,
    last.title,
    rateOf(all),
    rateOf(checksOf(quiet, id)),
    figureText(last.expected, last.unit),
  ];
  return `| ${[...cells, range, toleranceText(last)].join(" | ")} |`;
}

function checksOf(done: readonly Calibration[], id: string): CalibrationCheck[] {
  return done.flatMap(({ checks }) => checks.filter((check) => check.id === id));
}

function rateOf(checks: readonly CalibrationCheck[]): string {
  return `${checks.filter(({ state }) => state === "passed").length}/${checks.length}`;
}

const page = join(projectFolder, "docs/proofs", isAgain ? "calibrate-again.md" : "calibrate.md");
mkdirSync(join(projectFolder, "docs/proofs"), { recursive: true });
const done: Calibration[] = [];
let isStopping = false;
process.once("SIGINT", () => {
  isStopping = true;
  console.log("ends after this run; the page has those before");
});
for (let run = 0; run < runs && !isStopping; run++) {
  const calibration = await calibrateOnce(run);
  done.push(calibration);
  writeFileSync(page, render(done));
  const { passed, of, isDisturbed, checks } = calibration;
  const failed = checks.filter(({ state }) => state !== "passed").map(({ id }) => id);
  console.log(
    `run ${run + 1}: ${passed} of ${of}${isDisturbed ? ", disturbed" : ""}${failed.length > 0 ? `: not ${failed.join(", ")}` : ""}`,
  );
}
