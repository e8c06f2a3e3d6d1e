import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectFolder } from "../../harness/model/tool.ts";
import { isNamed, renderRegression } from "./regression-page.ts";
import { type Kind, measureOnce, type RegressionRow, readRows } from "./regression-run.ts";

/**
 * The gate of the CI job on the real lab, with its own profile and limits: native beside its base, unchanged, which must pass, and with
 * the head slowed by 15 % of its median, which must not. `npm run prove:regression -- [unchanged] [slowed]` rewrites
 * docs/proofs/regression.md after every run and goes on where an earlier call was stopped; `--fresh` begins anew. Ctrl-C
 * lets the run under way end, in a process group of its own. A run takes some five and a half minutes with the CI's profile, and
 * as long again where `bench check` says no, to ask it with --confirm too. The runs stay in results/prove-regression/runs.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    profile: { type: "string", default: "docs/examples/ci.yaml" },
    config: { type: "string", default: "bench.yaml" },
    fresh: { type: "boolean", default: false },
  },
});
const [unchanged, slowed] = [Number(positionals[0] ?? 10), Number(positionals[1] ?? 3)];
if (!(unchanged >= 1 && slowed >= 0))
  throw new Error("at least one unchanged run is needed: its median sets how much 15 % are");
const wanted: Record<Kind, number> = { unchanged, slowed };

const folder = join(projectFolder, "results/prove-regression");
const rowsFile = join(folder, `${values.profile.replace(/[^\w]+/g, "-")}.json`);
const page = join(projectFolder, "docs/proofs/regression.md");
const slowdown = 0.15;

/** The kind that lags furthest behind what is wanted of it, unchanged first; null: all is done. */
function nextKind(rows: readonly RegressionRow[]): Kind | null {
  const share = (kind: Kind) => rows.filter((row) => row.kind === kind).length / wanted[kind];
  const open = (["unchanged", "slowed"] as const).filter((kind) => wanted[kind] > 0 && share(kind) < 1);
  return open.sort((one, other) => share(one) - share(other))[0] ?? null;
}

/** 15 % of the median of the base over the runs so far. */
function spinFor(kind: Kind, rows: readonly RegressionRow[]): number {
  if (kind === "unchanged") return 0;
  const medians = rows.map(({ baseP50Us }) => baseP50Us).sort((a, b) => a - b);
  return slowdown * medians[medians.length >> 1]!;
}

mkdirSync(folder, { recursive: true });
mkdirSync(join(projectFolder, "docs/proofs"), { recursive: true });
if (values.fresh) rmSync(rowsFile, { force: true });
const rows = readRows(rowsFile);
if (rows.length > 0) console.log(`goes on after ${rows.length} runs of ${rowsFile}`);
let isStopping = false;
process.once("SIGINT", () => {
  isStopping = true;
  console.log("ends after this run; the same command goes on");
});
for (let kind = nextKind(rows); kind !== null && !isStopping; kind = nextKind(rows)) {
  const row = await measureOnce(kind, spinFor(kind, rows), { ...values, results: join(folder, "runs") });
  rows.push(row);
  writeFileSync(rowsFile, JSON.stringify(rows, null, 2));
  writeFileSync(page, renderRegression(rows, { ...values, wanted }));
  const isAsExpected = kind === "unchanged" ? row.exitCode === 0 : isNamed(row) && isNamed(row.confirmed);
  console.log(
    `${row.run} ${kind}: ${isAsExpected ? "as expected" : "NOT as expected"}; HTTP ${row.http}; MQTT ${row.mqtt}`,
  );
  for (const line of row.says) console.log(`  ${line}`);
  if (row.confirmed) console.log(`  --confirm: exit status ${row.confirmed.exitCode}`);
}
