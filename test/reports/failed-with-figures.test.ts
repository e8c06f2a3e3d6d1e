import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { renderHtml } from "../../harness/reports/html.ts";
import { renderMarkdown } from "../../harness/reports/markdown.ts";
import { renderTable } from "../../harness/reports/table.ts";
import { trackedScenarios } from "../../harness/reports/tracked.ts";
import { slowerHead, withHead } from "../support/fixture-head.ts";
import { storedRun } from "../support/fixture-run.ts";

const reason = 'container "stunnel-client" exited with code 137';
const stored = storedRun();
/** Stunnel failed after it had been measured. */
const summary = analyse({
  ...stored,
  run: {
    ...stored.run,
    scenarios: stored.run.scenarios.map((record) =>
      record.name === "stunnel" ? { ...record, status: "failed", reason } : record,
    ),
  },
});
const note = `† stunnel failed: ${reason}; do not hold its figures against the others'`;

test("a scenario that failed with figures is marked in the table, with the reason below", () => {
  const table = renderTable(summary, { columns: 200 });
  assert.match(table, /^stunnel † +\d/m);
  assert.ok(table.split("\n").includes(note), table);
});

test("it is marked in Markdown and HTML", () => {
  const markdown = renderMarkdown(summary).replaceAll("\\", "");
  assert.match(markdown, /^\| stunnel † \| \d/m);
  assert.ok(markdown.split("\n").includes(note));
  const html = renderHtml(summary);
  assert.match(html, />stunnel †<\/th><td/);
  assert.ok(
    html.includes("† stunnel failed: container &quot;stunnel-client&quot; exited with code 137; do not"),
  );
});

test("nothing is marked where nothing failed, or where nothing was measured of what failed", () => {
  const fine = analyse(stored);
  for (const text of [renderTable(fine), renderMarkdown(fine), renderHtml(fine)])
    assert.ok(!text.includes("†"));
});

test("trackers do not get its figures, and are told so", () => {
  const { summary: kept, left } = trackedScenarios(summary);
  assert.deepEqual(
    kept.scenarios.map(({ name }) => name),
    ["baseline", "relay", "control", "shadowsocks", "wireguard", "native"],
  );
  assert.deepEqual(left, ["stunnel, which failed: its figures may be of a part of the run"]);
});

test("trackers follow a head and not its base, which has another name with each commit", () => {
  const { summary: kept, left } = trackedScenarios(analyse(withHead(slowerHead)));
  assert.deepEqual(
    kept.scenarios.map(({ name }) => name),
    ["baseline", "relay", "control", "stunnel"],
  );
  assert.deepEqual(left, ["stunnel@v1/x, the base of stunnel: trackers follow the head"]);
});
