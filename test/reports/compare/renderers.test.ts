import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { renderComparisonJson } from "../../../harness/reports/compare/compare-json.ts";
import { renderComparisonJunit } from "../../../harness/reports/compare/compare-junit.ts";
import { renderComparisonMarkdown } from "../../../harness/reports/compare/compare-markdown.ts";
import { compareRuns } from "../../../harness/reports/compare/compare-runs.ts";
import { renderComparisonTable } from "../../../harness/reports/compare/compare-table.ts";
import { viewPair } from "../../../harness/reports/compare/compare-view.ts";
import type { ComparedRun } from "../../../harness/reports/compare/comparison.ts";
import { breakCommands } from "../../../harness/reports/compare/plain-text.ts";
import { comparedRun, laterRun, setRatio } from "../../support/compared-runs.ts";

// Jenkins' own schema; see test/reports/formats/junit.test.ts
const schema = XmlDocument.fromString(
  readFileSync(join(import.meta.dirname, "../formats/junit-10.xsd"), "utf8"),
);
const validator = XsdValidator.fromDoc(schema);
after(() => {
  validator.dispose();
  schema.dispose();
});

const escapeCode = String.fromCharCode(27);
const redSlower = new RegExp(`${escapeCode}\\[31m.*slower${escapeCode}\\[0m`);

/** Stunnel 20 % slower, shadowsocks' wire readable. */
function changedRuns(): [ComparedRun, ComparedRun] {
  const [before, later] = [comparedRun(), laterRun()];
  for (const run of [before, later])
    for (const name of ["relay", "control"]) setRatio(run, name, ["http", "p50"], 1.5);
  setRatio(before, "stunnel", ["http", "p50"], 2);
  setRatio(later, "stunnel", ["http", "p50"], 2.4);
  later.summary.scenarios.find(({ name }) => name === "shadowsocks")!.evidence!.verdict = "readable";
  return [before, later];
}

describe("the table of a comparison", () => {
  for (const columns of [60, 80, 120, 200]) {
    it(`fits ${columns} columns`, () => {
      const lines = renderComparisonTable(compareRuns(changedRuns()), { columns, color: false }).split("\n");
      assert.deepEqual(
        lines.filter((line) => line.length > columns),
        [],
      );
    });
  }

  it("gives a verdict its margin where there is room, and one word where there is not", () => {
    const comparison = compareRuns(changedRuns());
    assert.match(
      renderComparisonTable(comparison, { columns: 120, color: false }),
      /inconclusive \(could have seen/,
    );
    const narrow = renderComparisonTable(comparison, { columns: 80, color: false });
    assert.doesNotMatch(narrow, /inconclusive \(could have seen/);
    assert.match(narrow, /µs {2}slower$/m);
  });

  it("never shows a percentage of change without its interval", () => {
    const text = renderComparisonTable(compareRuns(changedRuns()), { columns: 200, color: false });
    assert.doesNotMatch(text, /[+−-]\d[\d.]* %/);
    assert.match(text, /\+\d+ ±\d+ µs {2}slower/);
  });

  it("colours what got worse, on a terminal alone", () => {
    const comparison = compareRuns(changedRuns());
    assert.match(renderComparisonTable(comparison, { columns: 120, color: true }), redSlower);
    assert.doesNotMatch(
      renderComparisonTable(comparison, { columns: 120, color: false }),
      new RegExp(escapeCode),
    );
  });

  it("says by what a cost's change goes, in summaries of today and older ones", () => {
    const comparison = compareRuns(changedRuns());
    for (const text of [
      renderComparisonTable(comparison, { columns: 2_000, color: false }),
      renderComparisonMarkdown(comparison),
    ])
      assert.match(
        text,
        /by its ratio to baseline's, with baseline's own error in it; .* only where it did both as measured and at the first/,
      );
  });

  it("names in one line what the profiles differ in without harm", () => {
    const [before, later] = changedRuns();
    Object.assign(later.record.plan.profile, { instances: 6, evidenceSecrets: 64 });
    const text = renderComparisonTable(compareRuns([before, later]), { columns: 200, color: false });
    assert.match(
      text,
      /^may explain a difference: profile's settings: instances 1 → 6, evidenceSecrets \d+ → 64$/m,
    );
  });

  it("has one line for a scenario that neither run has figures of", () => {
    const text = renderComparisonTable(compareRuns(changedRuns()), { columns: 120, color: false });
    assert.match(text, /^wireguard: no figures in either run\nnative: no figures in either run$/m);
  });
});

describe("what a stranger's container says of itself", () => {
  const [before, later] = changedRuns();
  later.record.scenarios.find(({ name }) => name === "stunnel")!.implementation =
    `5\n::error::gone ##[stop-commands]x ${escapeCode}[2J`;
  const comparison = compareRuns([before, later]);
  for (const [where, text] of [
    ["table", renderComparisonTable(comparison, { columns: 400, color: false })],
    ["Markdown", renderComparisonMarkdown(comparison)],
  ] as const)
    it(`neither steers a terminal nor commands a runner from the ${where}`, () => {
      assert.match(text, /→ 5 ::error::gone ##/);
      assert.doesNotMatch(text, /##\[|^\s*::/m);
      assert.ok(!text.includes(escapeCode));
    });

  it("commands nothing where a line is wrapped before it", () => {
    assert.equal(breakCommands("a\n  ::error::b\n::c\nd ::e\n"), "a\n  :\u200b:error::b\n:\u200b:c\nd ::e\n");
  });
});

describe("a difference that no family adjusts", () => {
  const [before, later] = changedRuns();
  setRatio(before, "stunnel", ["http", "p99"], 2);
  setRatio(later, "stunnel", ["http", "p99"], 4);
  const comparison = compareRuns([before, later]);
  const { headline, scenarios } = viewPair(comparison.pairs[0]!);
  const row = scenarios
    .find(({ name }) => name === "stunnel")!
    .rows.find(({ metric }) => metric === "http.latency.p99")!;

  it("is exploratory, and not in the headline", () => {
    assert.deepEqual([row.word, row.tone], ["slower (exploratory)", "muted"]);
    assert.match(row.verdict, /^slower.*\(exploratory\)$/);
    assert.match(headline, /stunnel\.http\.latency\.p50 slower/);
    assert.doesNotMatch(headline, /p99/);
  });

  it("fails no case of JUnit", () => {
    const document = XmlDocument.fromString(renderComparisonJunit(comparison));
    const failed = document.find("//testcase[failure]/@name").map((node) => node.content);
    assert.deepEqual(failed, ["http.latency.p50", "evidence"]);
    document.dispose();
  });
});

describe("the Markdown of a comparison", () => {
  it("lets nothing of a stranger's scenario become markup", () => {
    const [before, later] = changedRuns();
    later.record.scenarios.find(({ name }) => name === "stunnel")!.title = "<img src=x>|**bold**";
    const text = renderComparisonMarkdown(compareRuns([before, later]));
    assert.ok(text.includes("\\<img src=x\\>\\|\\*\\*bold\\*\\*"));
    const rows = text.split("\n").filter((line) => line.startsWith("| "));
    for (const row of rows) assert.equal(row.replaceAll("\\|", "").split("|").length, 8, row);
    assert.ok(
      rows.some((row) => row.startsWith("| stunnel | http.latency.p50 | ×2.000 ±0.026 | ×2.400 ±0.031 | +")),
    );
  });
});

describe("the JSON of a comparison", () => {
  it("tells infinite from not measured", () => {
    const rows = JSON.parse(renderComparisonJson(compareRuns(changedRuns()))).pairs[0].rows;
    const p99 = rows.find(
      (row: { scenario: string; metric: string }) =>
        row.scenario === "shadowsocks" && row.metric === "http.latency.p99",
    );
    assert.equal(p99.before.value, "inf");
    assert.equal(rows.find((row: { scenario: string }) => row.scenario === "wireguard").before.value, null);
  });
});

describe("the JUnit of a comparison", () => {
  it("is valid, fails what got worse or changed, and skips what cannot be told", () => {
    const document = XmlDocument.fromString(renderComparisonJunit(compareRuns(changedRuns())));
    validator.validate(document);
    const texts = (path: string) => document.find(path).map((node) => node.content);
    assert.deepEqual(texts("//testcase[failure]/@name"), ["http.latency.p50", "evidence"]);
    assert.deepEqual(texts("//testcase[failure]/@classname"), ["stunnel", "shadowsocks"]);
    assert.match(
      texts("//failure/@message")[0]!,
      /^slower: ×2\.000 ±0\.026 → ×2\.400 ±0\.031, change \+\d+ ±\d+ µs$/,
    );
    assert.ok(texts("//testcase[skipped]/@name").length > 0);
    document.dispose();
  });
});
