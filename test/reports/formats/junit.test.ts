import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { analyse } from "../../../harness/analysis/analyse.ts";
import { findMetrics } from "../../../harness/model/address.ts";
import type { Summary } from "../../../harness/model/summary.ts";
import { renderJunit } from "../../../harness/reports/junit.ts";
import { renderJunitReport } from "../../../harness/reports/junit-report.ts";
import { storedRun } from "../../support/fixture-run.ts";
import { fixtureScenarios } from "../../support/fixture-scenarios.ts";

// Jenkins' own schema (MIT, its licence is in it), as pytest 9.2.0 ships it: testing/example_scripts/junit-10.xsd
const schemaText = readFileSync(join(import.meta.dirname, "junit-10.xsd"), "utf8");
const schema = XmlDocument.fromString(schemaText);
const validator = XsdValidator.fromDoc(schema);
after(() => {
  validator.dispose();
  schema.dispose();
});

const summary = analyse(storedRun());

/** The document, once the schema has let it pass. */
function validated(xml: string): XmlDocument {
  const document = XmlDocument.fromString(xml);
  validator.validate(document);
  return document;
}

/** Texts or attribute values that an XPath finds. */
function found(document: XmlDocument, path: string): string[] {
  return document.find(path).map((node) => node.content);
}

/** Name and message of the cases of a scenario with that result. */
function resultsOf(document: XmlDocument, scenario: string, result: string): string[] {
  return found(document, `//testcase[@classname="bench.${scenario}"]/${result}/@message`);
}

describe("a run as JUnit XML", () => {
  it("follows Jenkins' schema, whatever is in the run", () => {
    validated(renderJunitReport(summary, null));
    validated(renderJunitReport({ ...summary, scenarios: [], gates: [] }, null));
    validated(renderJunitReport(summary, findMetrics("*")));
  });

  it("is refused by the schema when a count is missing, so that the schema is seen to work", () => {
    const broken = renderJunitReport(summary, null).replace(/ tests="\d+"/, "");
    assert.throws(() => validated(broken), /attribute 'tests' is required/);
  });

  it("has a suite for each scenario, with what bench run itself calls a failure", () => {
    const document = validated(renderJunitReport(summary, null));
    assert.deepEqual(found(document, "//testsuite/@name"), [
      ...summary.scenarios.map(({ name }) => name),
      "instrument",
    ]);
    assert.deepEqual(resultsOf(document, "native", "error"), [
      'container "native-client" exited with code 1',
    ]);
    assert.deepEqual(
      resultsOf(document, "wireguard", "skipped")[0],
      "unsupported here: this machine has no TUN device",
    );
    assert.deepEqual(found(document, "//failure"), []);
    assert.deepEqual(found(document, '//testsuite[@name="stunnel"]/@skipped'), ["0"]);
    assert.match(
      found(document, '//testsuite[@name="stunnel"]/system-out')[0]!,
      /^stunnel adds .* not readable$/,
    );
  });

  it("skips, with the reason, what a run that was interrupted before the duet had prepared alone", () => {
    const stored = storedRun();
    const run = { ...stored.run, status: "interrupted" as const };
    const early = analyse({ ...stored, run, samples: [], counters: [] });
    const document = validated(renderJunitReport(early, null));
    const reason = early.scenarios.find(({ name }) => name === "stunnel")!.reasons["requests"]!;
    assert.ok(reason.length > 0);
    assert.deepEqual(resultsOf(document, "stunnel", "skipped"), [`the run was interrupted: ${reason}`]);
    assert.deepEqual(resultsOf(document, "native", "error"), [
      'container "native-client" exited with code 1',
    ]);
    assert.deepEqual(found(document, '//property[@name="run status"]/@value'), ["interrupted"]);
  });

  it("fails where plaintext was readable although encryption is claimed, and skips what could not be judged", () => {
    const leaky = fixtureScenarios.map((scenario) =>
      scenario.name === "stunnel" ? { ...scenario, evidence: "readable" as const } : scenario,
    );
    const document = validated(renderJunitReport(analyse(storedRun(leaky)), null));
    assert.match(
      resultsOf(document, "stunnel", "failure")[0]!,
      /^\d+ of \d+ secrets were found on its wire$/,
    );
    assert.deepEqual(found(document, '//testsuite[@name="stunnel"]/@failures'), ["1"]);
    assert.equal(resultsOf(document, "shadowsocks", "skipped").length, 1);
    assert.equal(found(document, '//testcase[@classname="bench.baseline"]').length, 1, "it claims nothing");
  });

  it("never fails for noise: a gate that is not kept is skipped with its reason", () => {
    const [gate, ...gates] = summary.gates;
    const noisy: Summary = {
      ...summary,
      gates: [{ ...gate!, state: "invalid", reason: "too much <noise>" }, ...gates],
    };
    const document = validated(renderJunitReport(noisy, null));
    assert.deepEqual(resultsOf(document, "instrument", "failure"), []);
    assert.ok(resultsOf(document, "instrument", "skipped").includes("too much <noise>"));
    assert.deepEqual(found(document, '//property[@name="grade"]/@value'), [summary.grade.value]);
  });

  it("carries the metrics as properties with their unit and interval", () => {
    const document = validated(renderJunitReport(summary, findMetrics("http.latency.p9*")));
    const value = (scenario: string, name: string) =>
      found(document, `//testsuite[@name="${scenario}"]/properties/property[@name="${name}"]/@value`);
    const { p95 } = summary.scenarios.find(({ name }) => name === "stunnel")!.workloads.http!.latencyUs;
    assert.deepEqual(value("stunnel", "http.latency.p95 (us)"), [String(p95!.value)]);
    assert.deepEqual(value("stunnel", "http.latency.p95 (us) low"), [String(p95!.low)]);
    assert.deepEqual(value("shadowsocks", "http.latency.p99 (us)"), ["inf"]);
    assert.deepEqual(value("stunnel", "http.latency.p50 (us)"), []);
  });
});

describe("JUnit XML", () => {
  const timestamp = "2026-11-21T10:15:00.123Z";

  it("keeps hostile texts as texts, and what XML cannot hold visibly so", () => {
    const hostile = `]]><script>"x" & 'y'\u001b[31m\u0000 é€😀`;
    const cases = [
      { name: hostile, classname: "c", state: "failed", message: hostile, text: hostile } as const,
    ];
    const document = validated(renderJunit([{ name: hostile, timestamp, cases, output: hostile }]));
    const kept = hostile.replace("\u001b", "\ufffd").replace("\u0000", "\ufffd");
    for (const path of [
      "//testsuite/@name",
      "//testcase/@name",
      "//failure/@message",
      "//failure",
      "//system-out",
    ])
      assert.deepEqual(found(document, path), [kept]);
  });

  it("counts its cases and says how long one took", () => {
    const states = ["passed", "failed", "failed", "error", "skipped", "skipped", "skipped"] as const;
    const cases = states.map((state, index) => ({
      name: `${index}`,
      classname: "c",
      state,
      seconds: index / 3,
    }));
    const document = validated(renderJunit([{ name: "s", timestamp, cases }]));
    const counts = ["tests", "failures", "errors", "skipped", "timestamp"].map(
      (name) => `//testsuite/@${name}`,
    );
    assert.deepEqual(
      counts.flatMap((path) => found(document, path)),
      ["7", "2", "1", "3", "2026-11-21T10:15:00"],
    );
    assert.equal(found(document, "//testcase/@time")[1], "0.333");
  });
});
