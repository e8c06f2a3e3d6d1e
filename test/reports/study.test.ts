import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { analyse } from "../../harness/analysis/analyse.ts";
import type { Summary } from "../../harness/model/summary.ts";
import { renderHtml } from "../../harness/reports/html.ts";
import { renderMarkdown } from "../../harness/reports/markdown.ts";
import { orderingLine } from "../../harness/reports/study-lines.ts";
import { renderStudy } from "../../harness/reports/study-terminal.ts";
import { type OneWay, studyRun, withCounters } from "../analysis/study-run.ts";
import { storedRun } from "../support/fixture-run.ts";

const medians: Record<string, number> = {
  ...{ baseline: 1000, "shadowsocks-socks5": 1300, wireguard: 1310, stunnel: 2900, native: 1200 },
};
const oneWayUs: OneWay = (scenario, workload, index) => {
  if (scenario === "shadowsocks-socks5" && workload === "mqtt") return undefined;
  if (scenario === "native" && index % 101 === 50) return null;
  return medians[scenario]! + ((index * 37) % 301) + (index % 150 === 7 ? 900_000 : 0);
};
const options = { scenarios: Object.keys(medians), oneWayUs };

const summary = analyse(withCounters(studyRun(options)));
const short = analyse(studyRun({ ...options, minutes: 7, windowMinutes: 4.2 }));

/** The cells of a line of the terminal's table. */
function cells(text: string, start: string, after = ""): string[] {
  const from = text.slice(text.indexOf(after));
  return from
    .split("\n")
    .find((line) => line.startsWith(start))!
    .trim()
    .split(/ {2,}/);
}

for (const columns of [40, 79, 80, 120]) {
  for (const [length, one] of [
    ["15 minutes", summary],
    ["4.2 minutes", short],
  ] as const) {
    test(`no line about the last ${length} is longer than ${columns} characters`, () => {
      const longest = Math.max(
        ...renderStudy(one, { columns })
          .split("\n")
          .map((line) => line.length),
      );
      assert.ok(longest <= columns, `${longest} characters`);
    });
  }
}

test("80 characters hold the whole of the study's table, and the quantiles with their intervals", () => {
  const text = renderStudy(summary, { columns: 80 });
  assert.deepEqual(cells(text, "scenario"), [
    ...["scenario", "avg/min/max", "avg/min/max", "%", "%", "cont.", "drops"],
  ]);
  assert.deepEqual(cells(text, "scenario", "HTTP one way").slice(0, 4), ["scenario", "p50", "p95", "p99"]);
});

test("the study's own row stands below the scenario's, as it was printed", () => {
  const text = renderStudy(summary, { columns: 80 });
  assert.deepEqual(cells(text, "  in 2020", "wireguard "), [
    ...["in 2020", "10.81/3/19", "4.002/1/12", "0.547", "0.465", "13", "0"],
  ]);
  assert.deepEqual(cells(text, "  in 2020", "shadowsocks-socks5 ").slice(1, 3), ["9.679/3/24", "n/a"]);
  const native = text.slice(text.indexOf("\nnative "));
  assert.equal(native.split("\n")[2], ""); // the study had no such row
});

test("the proper figures say how many were lost, and how far up an interval is open", () => {
  const text = renderStudy(summary, { columns: 120 });
  const native = cells(text, "native", "HTTP one way");
  assert.deepEqual(native.slice(-2), ["450", "4"]);
  assert.match(native[3]!, /,∞\]$/);
  assert.match(renderStudy(analyse(studyRun({ ...options, scenarios: ["stunnel"] }))), /none missing/);
});

test("a p99 that the messages cannot carry is not printed", () => {
  assert.equal(cells(renderStudy(short, { columns: 80 }), "stunnel", "HTTP one way")[3], "n/a (n=126)");
});

test("an ordering is a line with the study's figures and this run's", () => {
  const ordering = { workload: "http", lower: "shadowsocks-socks5", higher: "wireguard" } as const;
  const study = { studyLowerMs: 9.679, studyHigherMs: 10.81 };
  const shiftUs = { value: 210.4, low: -180.2, high: 240 };
  assert.equal(
    orderingLine({ ...ordering, ...study, shiftUs, verdict: "undecided", reason: "could have seen 300 µs" }),
    "HTTP: shadowsocks-socks5 < wireguard: undecided (study 9.679 < 10.81 ms; here +210 µs, 95 % [−180, 240]; could have seen 300 µs)",
  );
  assert.equal(
    orderingLine({
      ...ordering,
      ...study,
      shiftUs: null,
      verdict: "not measured",
      reason: "no HTTP messages of wireguard",
    }),
    "HTTP: shadowsocks-socks5 < wireguard: not measured (study 9.679 < 10.81 ms; no HTTP messages of wireguard)",
  );
});

test("every report has each ordering and what departs from the study", () => {
  const deviations = ["5 minutes a scenario instead of 25", "all scenarios at once"];
  const shortened: Summary = { ...summary, run: { ...summary.run, deviations } };
  const reports = [
    renderStudy(shortened, { columns: 1000 }),
    renderMarkdown(shortened).replaceAll("\\", ""),
    renderHtml(shortened).replaceAll("&lt;", "<"),
  ];
  for (const text of reports) {
    assert.match(text, /HTTP: wireguard < stunnel: found again \(study 10\.81 < 16\.943 ms; here \+1590 µs/);
    assert.match(text, /MQTT: stunnel < wireguard: reversed/);
    assert.match(text, /other than the study: 5 minutes a scenario instead of 25; all scenarios at once/);
    assert.match(text, /2020 definition, for comparison only/);
  }
});

test("a run of another protocol has no such section", () => {
  const other = analyse(storedRun());
  assert.equal(renderStudy(other), "");
  assert.doesNotMatch(renderMarkdown(other), /2020/);
  assert.doesNotMatch(renderHtml(other), /2020 study/);
});

test("cells are coloured by the study's ranges, and nothing but the colours changes", () => {
  const plain = renderStudy(summary, { columns: 80 });
  const colored = renderStudy(summary, { columns: 80, color: true });
  assert.equal(stripVTControlCharacters(colored), plain);
  const slow = analyse(studyRun({ ...options, oneWayUs: () => 150_000 }));
  const html = renderHtml(slow);
  assert.match(html, /<td class="bad">150\/150\/150<\/td>/); // above 100 ms
  assert.match(html, /<td class="muted">9\.326\/2\/16<\/td>/);
});

test("the study's tables can be scrolled by keyboard, and each says what it is", () => {
  const [, section] = /<h2>The 2020 study([\s\S]*?)<ul class="sentences">/.exec(renderHtml(summary))!;
  const tables = [...section!.matchAll(/<div class="scroll"([^>]*)>/g)].map(([, attributes]) => attributes!);
  assert.equal(tables.length, 3);
  for (const attributes of tables)
    assert.match(attributes, /tabindex="0" role="region" aria-label="[^"]{20,}"/);
});

test("a scenario's name does not become markup in the study's tables", () => {
  const hostile = "<b>|*x*";
  const named: Summary = {
    ...summary,
    study: { ...summary.study!, rows: [{ ...summary.study!.rows[0]!, scenario: hostile }] },
  };
  assert.doesNotMatch(renderHtml(named), /<b>/);
  assert.match(renderMarkdown(named), /\| \\<b\\>\\\|\\\*x\\\* \|/);
});
