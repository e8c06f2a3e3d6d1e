import type { Kind, Proof, RegressionRow } from "./regression-run.ts";

/** What the slowed head must be found by: any of these in a line of `bench check` that failed. */
const slowedMetrics = ["native.http.latency.p50", "native.mqtt.latency.p50"];

/** Whether `bench check` said no because of what was slowed, and named it. */
export function isNamed(answer: Pick<RegressionRow, "exitCode" | "says"> | null): boolean {
  if (answer?.exitCode !== 6) return false;
  return answer.says.some(
    (line) => /^failed /.test(line) && slowedMetrics.some((metric) => line.includes(metric)),
  );
}

/** docs/proofs/regression.md from the runs so far. */
export function renderRegression(
  rows: readonly RegressionRow[],
  { profile, config, wanted }: Omit<Proof, "results"> & { wanted: Record<Kind, number> },
): string {
  const of = (kind: Kind) => rows.filter((row) => row.kind === kind);
  const [unchanged, slowed] = [of("unchanged"), of("slowed")];
  const { host } = rows[0]!;
  const silent = unchanged.filter(({ exitCode }) => exitCode === 0);
  const atLast = unchanged.filter((row) => (row.confirmed ?? row).exitCode === 0);
  const spins = slowed.map(({ spinUs }) => spinUs.toFixed(0));
  return `# Base against head: what is slower is named, what is not is let pass

Made by \`npm run prove:regression -- ${wanted.unchanged} ${wanted.slowed}\` (${unchanged.length} of ${wanted.unchanged} unchanged, ${slowed.length} of ${wanted.slowed} slowed) on ${host.cpuCount} × ${host.cpuModel},
kernel ${host.kernel}, with ${versionsOf(rows)}. Each run is

    bench run --profile ${profile} --scenario ./native.yaml --scenario ./native.yaml@HEAD
    bench check --config ${config}

in a git repository that holds the native tunnel alone. Base is its commit, head its working tree. In an unchanged run head has
one comment more, so that it is an image of its own; in a slowed one the head's pair spins for each chunk towards the service, together 15 % of the base's median HTTP request (${spins.length > 0 ? `${spins.join(", ")} µs` : "no run yet"}).
Where it said no it was asked once more with \`--confirm\`, which measures the suspects and their references again first; so does the action.

| what | expected | found |
|---|---|---|
| unchanged: \`bench check\` is silent (exit status 0) | all | ${silent.length} of ${unchanged.length} |
| unchanged: silent, after \`--confirm\` where the first answer was no | all | ${atLast.length} of ${unchanged.length} |
| slowed: \`bench check\` says no (exit status 6) and names its p50 | all | ${slowed.filter(isNamed).length} of ${slowed.length} |
| slowed: and so after \`--confirm\` | all | ${slowed.filter(({ confirmed }) => isNamed(confirmed)).length} of ${slowed.length} |

| run | head | base's p50, µs | HTTP: head − base, µs (95 %) | MQTT: head − base, µs (95 %) | exit status | after --confirm | grade |
|---|---|---|---|---|---|---|---|
${rows.map(line).join("\n")}

## What it said

${rows.map(told).join("\n")}
`;
}

function line({ run, kind, baseP50Us, http, mqtt, exitCode, confirmed, grade }: RegressionRow): string {
  const last = confirmed?.exitCode ?? "not asked";
  return `| ${[run, kind, baseP50Us.toFixed(0), http, mqtt, exitCode, last, grade].join(" | ")} |`;
}

function told({ run, kind, says, confirmed }: RegressionRow): string {
  const all = [...says, ...(confirmed?.says ?? [])];
  const lines = all.map((text) => `\n      ${text.replace(/\s+/, " ")}`);
  return `- ${run}, ${kind}: ${lines.length === 0 ? "nothing" : `\n${lines.join("")}\n`}`;
}

function versionsOf(rows: readonly RegressionRow[]): string {
  const versions = rows.map(
    ({ tool }) => `${tool.version} (${tool.commit ?? "no commit"}${tool.dirty ? ", changed" : ""})`,
  );
  return [...new Set(versions)].join(" and ");
}
