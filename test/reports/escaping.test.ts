import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { renderCsv } from "../../harness/reports/csv.ts";
import { renderHtml } from "../../harness/reports/html.ts";
import { renderMarkdown } from "../../harness/reports/markdown.ts";
import { storedRun } from "../support/fixture-run.ts";
import { fixtureScenarios } from "../support/fixture-scenarios.ts";

const hostile = `"><script>alert('x')</script> | **bold**,\n"quoted"`;
const scenarios = fixtureScenarios.map((scenario) =>
  scenario.name === "wireguard" ? { ...scenario, title: hostile, reason: hostile } : scenario,
);
const stored = storedRun(scenarios);
const summary = analyse(stored);

/** RFC 4180, §2. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)!.push(quoted === undefined ? (bare ?? "") : quoted.replaceAll('""', '"'));
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

test("text from a scenario file does not become markup in HTML", () => {
  const html = renderHtml(summary, stored.run);
  assert.doesNotMatch(html, /<script/);
  assert.match(html, /&quot;&gt;&lt;script&gt;alert\(&#39;x&#39;\)/);
});

test("the HTML report runs no script and fetches nothing", () => {
  assert.doesNotMatch(
    renderHtml(summary, stored.run),
    /<(script|link|img|iframe|object)|https?:|url\(|@import| on\w+=/,
  );
});

test("text from a scenario file does not become markup in Markdown, nor breaks its table", () => {
  const markdown = renderMarkdown(summary, stored.run);
  assert.match(markdown, /\\<script\\>alert\('x'\)\\<\/script\\> \\\| \\\*\\\*bold\\\*\\\*/);
  const rows = markdown.split("\n").filter((line) => line.startsWith("| ") && line.includes(" | "));
  const comparison = rows.slice(0, 2 + scenarios.length).map((row) => row.split(/(?<!\\)\|/).length);
  assert.equal(new Set(comparison).size, 1);
});

test("the CSV has one row per scenario and workload, all as wide as the header", () => {
  const [header, ...rows] = parseCsv(renderCsv(summary));
  assert.equal(rows.length, scenarios.length * 2);
  assert.deepEqual([...new Set(rows.map((row) => row.length))], [header!.length]);
});

test("a CSV field keeps quotes, commas and line breaks", () => {
  const [header, ...rows] = parseCsv(renderCsv(summary));
  const wireguard = rows.find((row) => row[header!.indexOf("scenario")] === "wireguard")!;
  assert.equal(wireguard[header!.indexOf("reason")], hostile);
});

test("the CSV tells infinite from not measured", () => {
  const [header, ...rows] = parseCsv(renderCsv(summary));
  const shadowsocks = rows.find((row) => row[1] === "shadowsocks" && row[2] === "http")!;
  assert.equal(shadowsocks[header!.indexOf("latency.p99")], "inf");
  assert.equal(shadowsocks[header!.indexOf("latency.p999")], "");
});
