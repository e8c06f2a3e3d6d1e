import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { renderAnnotations } from "../../harness/checks/annotations.ts";
import { renderCheckJunit } from "../../harness/checks/check-junit.ts";
import type { CheckResult } from "../../harness/checks/check-run.ts";
import { renderCheck, worstState } from "../../harness/checks/check-text.ts";
import type { Finding, State } from "../../harness/checks/finding.ts";
import { renderJobSummary } from "../../harness/checks/job-summary.ts";
import { projectFolder } from "../../harness/model/tool.ts";

const nasty = "100 %0A of <b>|`x`\r\n::stop-commands::t, a:b";

function finding(state: State, isGreen: boolean, detail = "is 6.1 ms"): Finding {
  return {
    ...{ kind: "threshold", rule: "*.http.latency.p99 < 5 ms", place: { line: 3, column: 5 } },
    ...{ subject: "x.http.latency.p99", scenarios: ["x"], state, isGreen, detail },
  };
}

const result: CheckResult = {
  findings: [
    finding("passed", true),
    finding("undecided", true),
    finding("failed", false, nasty),
    finding("missing", false),
    { ...finding("undecided", false), kind: "run", place: null },
  ],
  notes: ["run r1 has grade C: <noise>"],
};

/** As the runner reads them: actions/runner, src/Runner.Common/ActionCommand.cs, UnescapeProperty and UnescapeData. */
function readCommand(line: string): { name: string; properties: Record<string, string>; data: string } {
  const [, name = "", list = "", data = ""] = /^::(\w+) (.*?)::(.*)$/s.exec(line) ?? [];
  const unescapeData = (text: string) =>
    text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
  const unescapeProperty = (text: string) => unescapeData(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
  const pairs = list.split(",").map((pair) => {
    const cut = pair.indexOf("=");
    return [pair.slice(0, cut), unescapeProperty(pair.slice(cut + 1))];
  });
  return { name, properties: Object.fromEntries(pairs), data: unescapeData(data) };
}

describe("annotations", () => {
  const lines = renderAnnotations(result.findings, "ci/bench, new.yaml").trimEnd().split("\n");

  it("are one line for each finding that is not green", () => {
    assert.equal(lines.length, 3);
    for (const line of lines) assert.match(line, /^::error file=/);
  });

  it("say file, line and column, and everything that a stranger's text holds, as text", () => {
    assert.deepEqual(readCommand(lines[0]!), {
      name: "error",
      properties: {
        file: "ci/bench, new.yaml",
        line: "3",
        col: "5",
        title: "failed: *.http.latency.p99 < 5 ms",
      },
      data: `x.http.latency.p99 ${nasty}`,
    });
    assert.equal(readCommand(lines[2]!).properties["line"], undefined);
  });
});

describe("the JUnit file", () => {
  const xml = renderCheckJunit(result, "bench.yaml", { id: "r1", startedAt: "2026-11-21T10:15:00.000Z" });

  it("follows the schema that Jenkins reads it by", () => {
    const schema = join(projectFolder, "test", "reports", "formats", "junit-10.xsd");
    using xsd = XmlDocument.fromString(readFileSync(schema, "utf8"));
    using validator = XsdValidator.fromDoc(xsd);
    using document = XmlDocument.fromString(xml);
    assert.doesNotThrow(() => validator.validate(document));
  });

  it("has what is red as failures and errors, and what the file lets pass as skipped", () => {
    using document = XmlDocument.fromString(xml);
    const count = (path: string) => document.find(path).length;
    assert.equal(count("//testcase"), 5);
    assert.equal(count("//failure"), 2);
    assert.equal(count("//error"), 1);
    assert.equal(count("//skipped"), 1);
    assert.match(document.get("//failure/@message")!.content, /failed: 100 %0A of <b>/);
  });
});

describe("the job summary", () => {
  const markdown = renderJobSummary(result, "bench.yaml", "r1");

  it("begins with the worst, and has what is red first", () => {
    assert.match(markdown, /^## bench check: failed\n/);
    const rows = markdown.split("\n").filter((line) => line.startsWith("| \\*"));
    assert.equal(rows.length, 5);
    assert.match(rows[0]!, /failed/);
    assert.match(rows.at(-1)!, /allowed/);
  });

  it("lets no text of a file become markup", () => {
    assert.doesNotMatch(markdown, /(?<!\\)<(b|noise)/);
    assert.match(markdown, /\\<b\\>\\\|\\`x\\` ::stop/);
  });
});

describe("the terminal", () => {
  it("shows every finding within its width, with the line of the file and the counts", () => {
    const text = renderCheck(result, "bench.yaml", 60);
    for (const line of text.split("\n")) assert.ok(line.length <= 60, line);
    assert.match(text, /^failed +bench\.yaml:3: \*\.http\.latency\.p99 < 5$/m);
    assert.match(text, /^undecided \(allowed\) /m);
    assert.match(text, /1 of 5 passed, 1 failed, 2 undecided, 1 missing\n$/);
  });

  it("lets no text of a run begin a line, where a runner would take it for a command", () => {
    const text = renderCheck(result, "bench.yaml", Number.POSITIVE_INFINITY);
    assert.match(text, / ::stop-commands/);
    assert.doesNotMatch(text, /^\s*::/m);
  });

  it("says the worst in one word", () => {
    assert.equal(worstState(result.findings), "failed");
    assert.equal(worstState([finding("undecided", true)]), "passed");
    assert.equal(worstState([finding("undecided", false), finding("missing", false)]), "missing");
  });
});
