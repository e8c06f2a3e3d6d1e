import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type CheckFile, parseCheckFile } from "../../harness/checks/check-file.ts";
import { BenchError } from "../../harness/model/error.ts";
import { projectFolder } from "../../harness/model/tool.ts";

function parse(text: string): CheckFile {
  return parseCheckFile(text, "bench.yaml");
}

function refusalOf(text: string): { message: string; hints: readonly string[] } {
  try {
    parse(text);
  } catch (error) {
    assert.ok(error instanceof BenchError, String(error));
    assert.equal(error.exitCode, 2);
    return error;
  }
  throw new Error(`was taken: ${text}`);
}

/** One threshold on line 2, whose text begins in column 5. */
function refusedRule(rule: string): { message: string; hints: readonly string[] } {
  return refusalOf(`thresholds:\n  - ${rule}\n`);
}

describe("bench.yaml", () => {
  it("gives rules with the line that each stands on", () => {
    const { thresholds, regressions } = parse(
      'thresholds:\n  - native.http.latency.p99 < 5 ms\n\n  - rule: "*.http.errors == 0"\nregressions:\n  - native.http.latency.p50\n',
    );
    assert.deepEqual(
      [...thresholds, ...regressions].map(({ place }) => place),
      [
        { line: 2, column: 5 },
        { line: 4, column: 12 },
        { line: 6, column: 5 },
      ],
    );
    assert.deepEqual(
      thresholds.map(({ rule }) => [rule.address.text, rule.operator, rule.conditions[0]!.limit]),
      [
        ["native.http.latency.p99", "<", 5_000],
        ["*.http.errors", "==", 0],
      ],
    );
  });

  it("is strict unless it says otherwise, and a rule's own word goes before the file's", () => {
    const text = "thresholds:\n  - native.errors == 0\n  - rule: native.errors == 0\n    missing: fail\n";
    const both = (file: CheckFile) => file.thresholds.map(({ leniency }) => leniency);
    const strict = { undecided: "fail", missing: "fail" };
    assert.deepEqual(both(parse(text)), [strict, strict]);
    assert.deepEqual(both(parse(`${text}missing: pass\nundecided: pass\n`)), [
      { undecided: "pass", missing: "pass" },
      { undecided: "pass", missing: "fail" },
    ]);
  });

  it("takes least effects in the unit of the metric", () => {
    const { regressions } = parse(
      "regressions:\n  - metric: native.http.latency.p50\n    relative: 2.5 %\n    absolute: 0.05 ms\n",
    );
    assert.equal(regressions[0]!.rule.relative, 0.025);
    assert.equal(regressions[0]!.rule.absolute, 50);
  });

  it("of this project is one", () => {
    const { thresholds, regressions } = parse(readFileSync(join(projectFolder, "bench.yaml"), "utf8"));
    assert.ok(thresholds.length > 0 && regressions.length > 0);
  });

  it("is shown in docs/check.md by examples that are all valid", () => {
    const page = readFileSync(join(projectFolder, "docs", "check.md"), "utf8");
    const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) => match[1]!);
    assert.ok(examples.length >= 2);
    for (const example of examples) assert.doesNotThrow(() => parse(example));
  });
});

describe("a mistake in bench.yaml is told with line, column and what was meant:", () => {
  const cases: readonly [rule: string, message: RegExp, hint: RegExp][] = [
    [
      "native.http.latncy.p99 < 5 ms",
      /:2:5: no metric "native\.http\.latncy\.p99"/,
      /native\.http\.latency\.p99/,
    ],
    ["native.http.latency.p99 < 5", /:2:31: .* has a unit, but "5" has none/, /ns, us, µs/],
    ["native.http.latency.p99 < 5 mss", /:2:31: .* not measured in "mss"/, /did you mean "ms"/],
    ["native.http.latency.p99 < 5 MiB", /:2:31: .* not measured in "MiB"/, /units of it: ns/],
    ["native.http.latency.p99 =< 5 ms", /:2:29: unknown comparison "=<"/, /did you mean "<="/],
    ["native.http.errors = 0", /:2:24: unknown comparison "="/, /did you mean "=="/],
    ["native.http.errors ==", /:2:26: no limit behind "=="/, /write one/],
    ["native.http.latency.p99 == 5 ms", /:2:32: .* never equals a number/, /compare it with < or >/],
    ["native.http.latency.p99 < 2,5 ms", /:2:31: "2,5 ms" is no number/, /write a point/],
    ["native.http.latency.p99 < fast", /:2:31: "fast" is no number/, /such as/],
    ["native.evidence == not-fond", /:2:24: "evidence" is never "not-fond"/, /did you mean "not-found"/],
    ["native.evidence < not-found", /:2:23: "evidence" is a word/, /== or !=/],
    ["native.http.latency.p99", /:2:5: no rule "native\.http\.latency\.p99"/, /a rule is such as/],
    ['"native.http.latency.p99 < 5 s/GB"', /:2:32: .* not measured in "s\/GB"/, /units of it/],
    [
      "*.http.errors == 0",
      /:2:5: YAML takes "\*\.http\.errors" for an alias/,
      /in quotes: "\*\.http\.errors/,
    ],
    ["rules: native.errors == 0", /:2:5: unknown key "rules"/, /did you mean "rule"/],
    ["5", /:2:5: thresholds must be a text/, /^$/],
  ];
  for (const [rule, message, hint] of cases) {
    it(rule, () => {
      const refusal = refusedRule(rule);
      assert.match(refusal.message, message);
      assert.match(refusal.hints.join("\n"), hint);
    });
  }

  it("in the effect of a regression", () => {
    const entry = (own: string) =>
      refusalOf(`regressions:\n  - metric: native.http.latency.p50\n    ${own}\n`).message;
    assert.match(entry('relative: "0.05"'), /:3:16: "relative" has a unit, but "0\.05" has none/);
    assert.match(entry("absolute: 5 MiB"), /:3:15: .* not measured in "MiB"/);
    assert.match(entry("relative: -5 %"), /:3:15: a least effect must not be negative/);
    assert.match(
      refusalOf("regressions:\n  - native.evidence\n").message,
      /:2:5: "evidence" cannot get worse/,
    );
  });

  it("in a regression of what can never be compared, with what can", () => {
    for (const metric of ["http.latency.mean", "http.latency.p999", "resources.memory", "resources.*"]) {
      const { message, hints } = refusalOf(`regressions:\n  - native.${metric}\n`);
      assert.ok(message.startsWith(`bench.yaml:2:5: "${metric}" is never compared with a base`), message);
      assert.match(
        hints.join("\n"),
        /^compared are http\.latency\.p50, .*, http\.cpu\.system, .*mqtt\.latency\.p50/,
      );
    }
  });

  it("in a word for what cannot be decided, and in a key at the top", () => {
    const { message, hints } = refusalOf("treshold: []\nundecided: maybe\n");
    assert.match(message, /:1:1: unknown key "treshold"\n.*:2:12: undecided must be one of fail, pass/);
    assert.match(hints.join("\n"), /did you mean "thresholds"/);
  });

  it("in a file that can never fail, or is none", () => {
    assert.match(refusalOf("").message, /no rule in it/);
    assert.match(refusalOf("undecided: pass\n").message, /no rule in it/);
    assert.match(refusalOf("thresholds: []\n").message, /no rule in it/);
    assert.match(refusalOf("a: [\n").message, /:2:1: not YAML/);
    assert.match(refusalOf(`thresholds: ${"[".repeat(20_000)}`).message, /nested too deeply|not YAML/);
    assert.match(refusalOf(`#${"x".repeat(70_000)}`).message, /at most 65536 bytes/);
  });

  it("without a control character of the file on the terminal", () => {
    const { message, hints } = refusalOf('thresholds:\n  - "native.\\e[31m == 0"\n');
    assert.doesNotMatch(message + hints.join(""), /\p{Cc}(?<!\n)/u);
  });
});

describe("all mistakes of bench.yaml are told at once:", () => {
  const placesOf = (text: string) =>
    refusalOf(text)
      .message.split("\n")
      .map((line) => /^bench\.yaml:(\d+:\d+): /.exec(line)![1]);

  it("several rules", () => {
    assert.deepEqual(placesOf("thresholds:\n  - native.eror == 0\n  - native.errors = 0\n"), ["2:5", "3:19"]);
  });

  it("keys and types that are wrong beside rules that are", () => {
    const text = `tresholds: []
undecided: maybe
thresholds:
  - native.eror == 0
  - 5
  - rule: native.errors = 0
    mising: pass
regressions:
  - metric: native.http.latency.p5
    relative: 5
    absolute: 5 MiB
  - metric: native.http.latency.p50
    relative: 5
    absolute: 5 MiB
`;
    assert.deepEqual(placesOf(text), [
      ...["1:1", "2:12", "4:5", "5:5", "6:25", "7:5"],
      ...["9:13", "10:15", "13:15", "14:15"],
    ]);
  });

  it("a rule that must stand in quotes beside others, and nothing that it alone leads to", () => {
    const text =
      "thresholds:\n  - *.http.errors == 0\n  - native.eror == 0\n  - rule: *.mqtt.errors == 0\nregressions:\n  - native.evidence\n";
    assert.deepEqual(placesOf(text), ["2:5", "3:5", "4:11", "6:5"]);
  });

  it("what stands before a place that is not YAML, and no guess at what stands behind it", () => {
    const text =
      'thresholds:\n  - native.eror == 0\n  - native.errors == 0\n  - "native.eror == 0\n  - native.eror == 0\n';
    const [first, ...others] = placesOf(text);
    assert.deepEqual([first, others.length], ["2:5", 1]);
    assert.match(refusalOf(text).message, /not YAML/);
  });

  it("a key that is there twice beside a rule that is wrong", () => {
    const text = "thresholds:\n  - native.eror == 0\nthresholds:\n  - native.errors == 0\n";
    assert.deepEqual(placesOf(text), ["2:5", "3:1"]);
  });
});
