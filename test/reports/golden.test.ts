import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { renderCsv } from "../../harness/reports/csv.ts";
import { renderHtml } from "../../harness/reports/html.ts";
import { renderJson } from "../../harness/reports/json.ts";
import { renderMarkdown } from "../../harness/reports/markdown.ts";
import { renderSentences } from "../../harness/reports/sentences.ts";
import { renderTable } from "../../harness/reports/table.ts";
import { withCapacity } from "../support/fixture-capacity.ts";
import { storedRun } from "../support/fixture-run.ts";

// After a wanted change: node --test --test-update-snapshots test/reports/golden.test.ts, then read the difference.
const stored = withCapacity(storedRun());
const run = { ...stored.run, plan: { ...stored.run.plan, deviations: ["a duet of 41 s instead of 40 s"] } };
const calibration = {
  id: "20261119T090000Z-0a1b",
  at: "2026-11-19T09:04:00.000Z",
  passed: 24,
  of: 25,
  ageDays: 2.05,
};
const summary = analyse({ ...stored, run, calibration });
/** Thousands of numbers that nobody would compare by eye; test/analysis/plots.test.ts and test/browser judge them. */
const withoutPlots = { ...summary, plots: { ...summary.plots, quantiles: [], latency: [] } };
const figures = /<figure class="plot"[\s\S]*?<\/figure>/g;

function isGolden(context: TestContext, name: string, text: string): void {
  context.assert.fileSnapshot(text, join(import.meta.dirname, "golden", name), { serializers: [String] });
}

test("the table for 120 characters is the stored one", (context) => {
  isGolden(context, "table-120.txt", renderTable(summary, { columns: 120 }));
});

test("the table for 80 characters is the stored one", (context) => {
  isGolden(context, "table-80.txt", renderTable(summary, { columns: 80 }));
});

test("the sentences are the stored ones", (context) => {
  isGolden(context, "sentences.txt", renderSentences(summary));
});

test("the Markdown report is the stored one", (context) => {
  isGolden(context, "report.md", renderMarkdown(summary, run));
});

test("the CSV is the stored one", (context) => {
  isGolden(context, "summary.csv", renderCsv(summary));
});

test("the JSON is the stored one", (context) => {
  isGolden(context, "summary.json.txt", renderJson(withoutPlots));
});

test("the HTML report is the stored one", (context) => {
  isGolden(context, "report.html", renderHtml(summary, run).replace(figures, "<figure>…</figure>"));
});
