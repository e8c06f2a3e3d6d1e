import { BenchError } from "../model/error.ts";
import type { Io } from "../model/io.ts";
import type { Metric } from "../model/metric.ts";
import type { RunRecord } from "../model/run-record.ts";
import type { Summary } from "../model/summary.ts";
import {
  type Figure,
  figureAddress,
  figuresOf,
  headlineMetrics,
  isFiniteFigure,
} from "../reports/figures.ts";
import { trackedScenarios } from "../reports/tracked.ts";
import { terminalReport } from "./terminal-report.ts";

/** What is drawn, as chosen. */
export interface ReportRequest {
  summary: Summary;
  record: RunRecord;
  /** null: those that the format shows by itself. */
  metrics: readonly Metric[] | null;
}

type Render = (request: ReportRequest, io: Io) => Promise<string>;

/** One entry a format; a library that only one of them needs is loaded by it. */
const renderers = {
  table: async ({ summary, metrics }, io) => terminalReport(summary, io, metrics),
  markdown: async ({ summary, record, metrics }) =>
    (await import("../reports/markdown.ts")).renderMarkdown(summary, record, metrics),
  html: renderPage,
  json: async ({ summary, metrics }) => (await import("../reports/json.ts")).renderJson(summary, metrics),
  csv: async ({ summary, metrics }) => (await import("../reports/csv.ts")).renderCsv(summary, metrics),
  junit: async ({ summary, metrics }) =>
    (await import("../reports/junit-report.ts")).renderJunitReport(summary, metrics),
  bmf: renderBencher,
  "github-action-benchmark": renderGithubAction,
} as const satisfies Record<string, Render>;

export type ReportFormat = keyof typeof renderers;
export const reportFormats = Object.keys(renderers) as ReportFormat[];

/** A report in one of the formats; what a format cannot carry is told on standard error. */
export function renderReport(format: ReportFormat, request: ReportRequest, io: Io): Promise<string> {
  return renderers[format](request, io);
}

async function renderPage({ summary, record, metrics }: ReportRequest): Promise<string> {
  if (metrics !== null)
    throw new BenchError("--metric does not go with --format html: the page has its own tables", {
      code: "bad-input",
      hints: ["leave --metric out, or take --format markdown or csv"],
    });
  return (await import("../reports/html.ts")).renderHtml(summary, record);
}

async function renderBencher({ summary, metrics }: ReportRequest, io: Io): Promise<string> {
  const figures = figuresOf(tracked(summary, io), metrics ?? headlineMetrics);
  const { renderBmf } = await import("../reports/bmf.ts");
  refuseNothing(figures.filter(isFiniteFigure));
  warnOfInfinite(figures, io);
  return renderBmf(figures);
}

async function renderGithubAction({ summary, metrics }: ReportRequest, io: Io): Promise<string> {
  const { alertableMetrics, isSmallerBetter, renderGithubActionBenchmark } = await import(
    "../reports/github-action-benchmark.ts"
  );
  const other = metrics?.filter((metric) => !isSmallerBetter(metric)) ?? [];
  if (other.length > 0) {
    const names = other.map(({ address }) => address).join(", ");
    io.stderr.write(`bench: warning: left out, because smaller is not better: ${names}\n`);
  }
  const figures = figuresOf(tracked(summary, io), (metrics ?? alertableMetrics).filter(isSmallerBetter));
  refuseNothing(figures.filter(isFiniteFigure));
  warnOfInfinite(figures, io);
  return renderGithubActionBenchmark(summary, figures);
}

function tracked(summary: Summary, io: Io): Summary {
  const { summary: kept, left } = trackedScenarios(summary);
  for (const one of left) io.stderr.write(`bench: warning: left out ${one}\n`);
  return kept;
}

/** The consumers take an empty list for a run without a change, or fail with words of their own. */
function refuseNothing(figures: readonly Figure[]): void {
  if (figures.length > 0) return;
  throw new BenchError("none of these metrics has a number in this run that the format could carry", {
    code: "bad-input",
    hints: ['"bench report --format json" with the same --metric says why'],
  });
}

/** A figure that is missing would look like one that was not asked for. */
function warnOfInfinite(figures: readonly Figure[], io: Io): void {
  const infinite = figures.filter((figure) => !isFiniteFigure(figure)).map(figureAddress);
  if (infinite.length === 0) return;
  io.stderr.write(
    `bench: warning: left out, because requests without an answer make them infinite: ${infinite.join(", ")}\n`,
  );
}
