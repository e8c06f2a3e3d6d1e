import { type WorkloadName, workloadNames } from "../model/scenario.ts";
import { type PublishedRow, standingFor, studyTable } from "../model/study-2020.ts";
import type { StudyLatency, StudyRow, StudySummary, Summary } from "../model/summary.ts";
import { studyLines, twoDecimals } from "./study-lines.ts";
import { viewQuantiles } from "./study-quantiles.ts";
import type { Cell, Tone } from "./view.ts";

export interface StudyColumn {
  /** Two lines, so that a column is no wider than its numbers. */
  header: [string, string];
  /** The highest go first where a terminal is too narrow. */
  rank: number;
}

/** A table of the study's section as every report draws it. */
export interface StudyTable {
  caption: string;
  columns: StudyColumn[];
  rows: { name: string; tone: Tone; cells: Cell[] }[];
}

export interface StudyView {
  title: string;
  tables: StudyTable[];
  /** The orderings, then what a reader must know. */
  lines: string[];
}

/** The study's section of a report; null for a run without the study's protocol. */
export function viewStudy({ study, run }: Pick<Summary, "study" | "run">): StudyView | null {
  if (study === null) return null;
  const tables = [viewTableTwo(study), ...workloadNames.map((workload) => viewQuantiles(study, workload))];
  return {
    title: "The 2020 study's table, repeated",
    tables: tables.filter((table) => table.rows.length > 0),
    lines: studyLines(study, run.deviations),
  };
}

const columns: StudyColumn[] = [
  { header: ["HTTP ms", "avg/min/max"], rank: 1 },
  { header: ["MQTT ms", "avg/min/max"], rank: 2 },
  { header: ["CPU", "%"], rank: 3 },
  { header: ["memory", "%"], rank: 4 },
  { header: ["", "cont."], rank: 6 },
  { header: ["", "drops"], rank: 5 },
];

/** Table II with what the study printed below each row that it had. */
function viewTableTwo(study: StudySummary): StudyTable {
  const measured = study.rows.map(({ scenario }) => scenario);
  const published = new Map(studyTable.map((row) => [standingFor(row.scenario, measured), row]));
  const rows = study.rows.flatMap((row) => {
    const then = published.get(row.scenario);
    return [
      { name: row.scenario, tone: "plain" as const, cells: cellsOf(row) },
      ...(then === undefined
        ? []
        : [{ name: "  in 2020", tone: "muted" as const, cells: publishedCells(then) }]),
    ];
  });
  const caption = `As the study printed it (last ${twoDecimals(study.windowMinutes)} of ${twoDecimals(study.minutes)} minutes): 2020 definition, for comparison only`;
  return { caption, columns, rows };
}

function cellsOf({ reasons = {}, ...row }: StudyRow): Cell[] {
  const latency = (workload: WorkloadName) =>
    cell(row[workload], reasons[workload], latencyText, ({ meanMs }) => toneIn(meanMs, 1, 100));
  return [
    latency("http"),
    latency("mqtt"),
    cell(row.cpuPercent, reasons["cpuPercent"], threeDecimals, (value) => toneIn(value, 1, 10)),
    cell(row.memoryPercent, reasons["memoryPercent"], threeDecimals, (value) => toneIn(value, 1, 10)),
    cell(row.containers, undefined, String, () => "plain"),
    cell(row.drops, reasons["drops"], String, (value) => toneIn(value, 5, 5)),
  ];
}

function publishedCells(row: PublishedRow): Cell[] {
  const figures = [row.cpuPercent, row.memoryPercent, row.containers, row.drops].map(threeDecimals);
  const latencies = [row.http, row.mqtt].map((one) => (one === null ? "n/a" : latencyText(one)));
  return [...latencies, ...figures].map((text) => ({ text, tone: "muted", reason: null }));
}

function cell<T>(
  value: T | null,
  reason: string | undefined,
  format: (value: T) => string,
  tone: (value: T) => Tone,
): Cell {
  if (value === null) return { text: "n/a", tone: "muted", reason: reason ?? null };
  return { text: format(value), tone: tone(value), reason: null };
}

function latencyText({ meanMs, minMs, maxMs }: Pick<StudyLatency, "meanMs" | "minMs" | "maxMs">): string {
  return `${threeDecimals(meanMs)}/${minMs}/${maxMs}`;
}

/** The study's green and red, its table I. */
function toneIn(value: number, greenUpTo: number, redAbove: number): Tone {
  if (value <= greenUpTo) return "good";
  return value > redAbove ? "bad" : "plain";
}

/** As the study wrote them: three decimals, without zeros at the end. */
function threeDecimals(value: number): string {
  return String(Number(value.toFixed(3)));
}
