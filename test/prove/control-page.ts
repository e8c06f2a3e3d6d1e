import type { Summary } from "../../harness/model/summary.ts";
import type { Compared, ControlRow } from "./control-row.ts";

/** 1 s of every 10 s, METHOD.md §8 K3 with ρ ≈ 0: L_p = S − (1 − p)·T, mean = S²/(2T), S = 1,000 ms, T = 10,000 ms. */
const stallForm = { p95: 500, p99: 900, mean: 50 };

interface Page {
  command: string;
  wanted: number;
  summary: Summary;
}

/** docs/proofs/control.md from the runs so far. */
export function renderControl(rows: readonly ControlRow[], { command, wanted, summary }: Page): string {
  const { host, tool } = summary;
  const same = rows.flatMap((row) => Object.values(row.same));
  const wrong = same.filter(isDifference);
  const found = (workload: "http" | "mqtt") =>
    rows.filter((row) => row.slower[workload].verdict === "slower").length;
  const grades = ["A", "B", "C"].map(
    (grade) => `${rows.filter((row) => row.grade === grade).length} × ${grade}`,
  );
  return `# Known answers: identical pairs, one that is slower by a known time, one that stalls

Made by \`npm run prove:control ${wanted}\` (${rows.length} of ${wanted} runs done) with ${tool.version} (${tool.commit}${tool.dirty ? ", changed" : ""}) on
${host.cpuCount} × ${host.cpuModel}, kernel ${host.kernel}. Each run is one lab and one duet of five Node relay pairs at 25 requests/s and workload each:

    ${command}

Three pairs are identical (called baseline, relay and control); the client side of "slower" spins 150 µs for every chunk towards the service,
which is slightly more than the least that one instance may claim, max(10 %, 100 µs); "stall" forwards nothing for 1 s of every 10 s.

| what | expected | found |
|---|---|---|
| identical pairs called different (p50 of both workloads: control against relay, relay against baseline) | at most 5 % of ${same.length} comparisons | ${wrong.length} |
| HTTP p50 of "slower" found slower | at least 80 % | ${found("http")} of ${rows.length} |
| MQTT p50 of "slower" found slower | at least 80 % | ${found("mqtt")} of ${rows.length} |
| stall: p95, ms over p50 | ${stallForm.p95} ± 30 | ${stallRange(rows, "p95")} |
| stall: p99, ms over p50 | ${stallForm.p99} ± 30 | ${stallRange(rows, "p99")} |
| stall: mean, ms over p50 | ${stallForm.mean} ± 5 | ${stallRange(rows, "mean")} |

Standard deviation of ln(control / relay), p50, over the runs, which one instance's verdict assumes to be 3 %: HTTP ${spread(rows, "http")} %, MQTT ${spread(rows, "mqtt")} %.
Grades: ${grades.join(", ")}. What is not shown: that the delay is measured exactly (a spinning relay also keeps its processor awake for the next hop);
\`npm run prove:calibrate\` measures amounts.

| run | control − relay, HTTP µs | MQTT µs | slower − baseline, HTTP µs | MQTT µs | stall p50 / p95 / p99 ms | grade |
|---|---|---|---|---|---|---|
${rows.map(line).join("\n")}
`;
}

function line({ same, slower, stall, grade }: ControlRow, index: number): string {
  const cells = [same.http, same.mqtt, slower.http, slower.mqtt];
  const shown = cells.map(({ text, verdict }) => `${text} ${verdict}`);
  const times = [stall.p50.toFixed(2), stall.p95.toFixed(0), stall.p99.toFixed(0)].join(" / ");
  return `| ${[index + 1, ...shown, times, grade].join(" | ")} |`;
}

function isDifference({ verdict }: Compared): boolean {
  return !["equivalent", "inconclusive"].includes(verdict);
}

/** Median and range over the runs. */
function stallRange(rows: readonly ControlRow[], statistic: "p95" | "p99" | "mean"): string {
  const over = rows.map(({ stall }) => stall[statistic] - stall.p50).sort((a, b) => a - b);
  const middle = over[Math.floor((over.length - 1) / 2)]!;
  return `${middle.toFixed(0)} (${over[0]!.toFixed(0)} to ${over.at(-1)!.toFixed(0)})`;
}

function spread(rows: readonly ControlRow[], workload: "http" | "mqtt"): string {
  const logs = rows.map(({ same }) => Math.log(same[workload].ratio)).filter(Number.isFinite);
  if (logs.length < 2) return "?";
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const squares = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return (Math.sqrt(squares / (logs.length - 1)) * 100).toFixed(1);
}
