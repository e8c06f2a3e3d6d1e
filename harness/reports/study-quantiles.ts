import type { WorkloadName } from "../model/scenario.ts";
import type { StudyLatency, StudySummary } from "../model/summary.ts";
import { infinite } from "./numbers.ts";
import { twoDecimals } from "./study-lines.ts";
import type { StudyTable } from "./study-view.ts";
import type { Cell } from "./view.ts";

const quantiles = ["p50", "p95", "p99"] as const;
type Unit = "µs" | "ms";
/** Medians from here on are easier to read in milliseconds. */
const millisecondsFromUs = 10_000;

/** The proper figures beside the study's: quantiles with their intervals over all messages that were due. */
export function viewQuantiles({ rows, windowMinutes }: StudySummary, workload: WorkloadName): StudyTable {
  const measured = rows.flatMap((row) => {
    const latency = row[workload];
    return latency === null ? [] : [{ name: row.scenario, latency, reasons: row.reasons ?? {} }];
  });
  const unit = unitOf(measured.map(({ latency }) => latency));
  const lost = measured.some(({ latency }) => latency.missing > 0);
  return {
    caption: `${workload.toUpperCase()} one way in ${unit} with 95 % intervals, of messages due in the last ${twoDecimals(windowMinutes)} minutes${lost ? "" : "; none missing"}`,
    columns: [
      { header: ["", "p50"], rank: 1 },
      { header: ["", "p95"], rank: 4 },
      { header: ["", "p99"], rank: 2 },
      { header: ["", "n"], rank: 5 },
      ...(lost ? [{ header: ["", "lost"] as [string, string], rank: 3 }] : []),
    ],
    rows: measured.map(({ name, latency, reasons }) => ({
      name,
      tone: "plain",
      cells: [
        ...quantiles.map((p) => quantileCell(latency, p, unit, reasons[`${workload}.${p}`] ?? null)),
        plain(String(latency.sent)),
        ...(lost ? [lostCell(latency.missing)] : []),
      ],
    })),
  };
}

function quantileCell(
  latency: StudyLatency,
  p: (typeof quantiles)[number],
  unit: Unit,
  reason: string | null,
): Cell {
  const estimate = latency[p];
  if (estimate === null) return { text: `n/a (n=${latency.sent})`, tone: "muted", reason };
  const [value, low, high] = [estimate.value, estimate.low, estimate.high].map((one) => inUnit(one, unit));
  return plain(`${value} [${low},${high}]`);
}

function lostCell(count: number): Cell {
  return count === 0 ? plain("0") : { text: String(count), tone: "bad", reason: null };
}

function inUnit(us: number | null, unit: Unit): string {
  if (us === null) return infinite;
  return unit === "ms" ? (us / 1000).toFixed(2) : us.toFixed(0);
}

function unitOf(latencies: readonly StudyLatency[]): Unit {
  return latencies.some(({ p50 }) => (p50?.value ?? 0) >= millisecondsFromUs) ? "ms" : "µs";
}

function plain(text: string): Cell {
  return { text, tone: "plain", reason: null };
}
