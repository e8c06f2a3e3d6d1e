import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../harness/analysis/analyse.ts";
import { baseSentence, viewBases } from "../../harness/reports/base-view.ts";
import { headline } from "../../harness/reports/headline.ts";
import { renderHtml } from "../../harness/reports/html.ts";
import { renderMarkdown } from "../../harness/reports/markdown.ts";
import { sentenceOf } from "../../harness/reports/sentences.ts";
import { slowerHead, withHead } from "../support/fixture-head.ts";

const summary = analyse(withHead(slowerHead, 6));
const head = summary.scenarios.find(({ name }) => name === "stunnel")!;

test("a head stands beside its base: value of each, difference, verdict", () => {
  const [view, ...others] = viewBases(summary);
  assert.deepEqual(others, []);
  assert.equal(view!.title, "stunnel against stunnel@v1/x");
  assert.deepEqual(view!.header.slice(1, 3), ["stunnel@v1/x", "stunnel"]);
  const row = view!.rows.find(({ name }) => name === "HTTP p50, µs")!;
  // the fixture's head needs 100 µs more for each HTTP request
  assert.equal(Number(row.cells[1]) - Number(row.cells[0]), 100);
  assert.match(row.cells[2]!, /^\+100 ±/);
  assert.equal(row.cells[3], "slower");
  const cpu = view!.rows.find(({ name }) => name === "HTTP CPU-ms of its own containers a request")!;
  assert.equal(Number(cpu.cells[1]), 2 * Number(cpu.cells[0]));
});

test("the run's first sentence and the head's own tell the change, not a range over the two", () => {
  const change = /against stunnel@v1\/x: median HTTP request \+100 ±[\d.]+ µs, slower; median MQTT message /;
  assert.match(headline(summary), new RegExp(`^stunnel ${change.source}`));
  assert.doesNotMatch(headline(summary), /scenarios add/);
  assert.match(sentenceOf(head), change);
});

test("a head with another tunnel beside it has the range too", () => {
  const other = { ...head, name: "wireguard" };
  delete other.base;
  const three = { ...summary, scenarios: [...summary.scenarios, other] };
  assert.match(headline(three), /^stunnel against stunnel@v1\/x: .*; 3 scenarios add /);
});

test("Markdown and HTML have the sentence first, and the table", () => {
  assert.match(
    renderMarkdown(summary),
    /^# .*\n\n\*\*stunnel against stunnel@v1\/x: median HTTP request \+100 /,
  );
  assert.match(
    renderMarkdown(summary),
    /^## stunnel against stunnel@v1\/x\n\n\| figure \| stunnel@v1\/x \| stunnel \|/m,
  );
  assert.match(renderHtml(summary), /<h3>stunnel against stunnel@v1\/x<\/h3>\n<div class="scroll"/);
});

test("the same files, and a head that was not compared, say so", () => {
  const same = { ...head, isSameAsBase: true };
  const [view] = viewBases({ ...summary, scenarios: [same, ...summary.scenarios.slice(-1)] });
  assert.match(view!.note!, /are the same files: what differs between them is the machine's noise$/);
  assert.match(baseSentence(same)!, /^against stunnel@v1\/x \(the same files\): median HTTP request /);
  const workloads = { http: null, mqtt: null };
  const lost = { ...head, workloads, reasons: { "workloads.http.vsBase": "nothing answered" } };
  const [empty] = viewBases({ ...summary, scenarios: [lost, ...summary.scenarios.slice(-1)] });
  const row = empty!.rows.find(({ name }) => name === "HTTP p50, µs")!;
  assert.deepEqual(row.cells.slice(1), ["–", "–", "not compared: nothing answered"]);
  assert.match(
    baseSentence(lost)!,
    /^against stunnel@v1\/x: median HTTP request not compared: nothing answered/,
  );
});

test("a head that loses requests is told by what it lost, and never only by what is left", () => {
  const stored = withHead(slowerHead, 6);
  const isLost = (index: number) => index % 10 < 6;
  const samples = [...stored.samples].map((sample, index) =>
    sample.scenario === "stunnel" && sample.workload === "http" && isLost(index)
      ? { ...sample, outcome: "timeout" as const, firstNs: null, doneNs: null, receivedNs: null }
      : sample,
  );
  const lossy = analyse({ ...stored, samples });
  assert.match(
    headline(lossy),
    /^stunnel against stunnel@v1\/x: median HTTP request not compared: 6 of 6 instances have no finite p50; .*; requests failed: stunnel \d+ of \d+\.$/,
  );
  const row = viewBases(lossy)[0]!.rows.find(({ name }) => name === "HTTP p50, µs")!;
  assert.deepEqual(row.cells.slice(1, 3), ["∞", "–"]);
});
